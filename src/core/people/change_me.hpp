#pragma once
// Changes that persons make to their own accounts.

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

// Changes the account of act.who. Refuses a bad name and an unsupported language.
Result<Person> change_me(journal::Act&, PersonStore&, const ChangeMe&);

// Sets the hash of act.who's new password, from hash_password(). Ends all other sessions of that person and
// returns their token hashes.
std::vector<std::string> change_password(journal::Act&, PeopleStore&, SessionId present,
                                         const std::string& password_hash);

}  // namespace cunkou::people
