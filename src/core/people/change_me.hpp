#pragma once
// What a person changes of its own account.

#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "core/journal/act.hpp"
#include "core/people/people_store.hpp"

namespace cunkou::people {

struct ChangeMe {
  std::optional<std::string> name;
  std::optional<std::string> language;  // "zh" or "en"
  std::optional<bool> elder_mode;
};

// Of act.who. Refuses a bad name and a language that the program does not speak.
Result<Person> change_me(journal::Act&, PeopleStore&, const ChangeMe&);

// The new one, as hash_password() made it, for act.who. Ends all of its other sessions, and returns their
// tokens' hashes.
std::vector<std::string> change_password(journal::Act&, PeopleStore&, SessionId present,
                                         const std::string& password_hash);

}  // namespace cunkou::people
