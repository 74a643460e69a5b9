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

struct ChangePassword {
  SessionId present;         // stays
  std::string checked_hash;  // that the old password matched, outside the transaction
  std::string new_hash;      // from hash_password()
};

// Sets act.who's new password. Ends all other sessions of that person and returns their token hashes. Refuses
// if the password is no longer the one that was checked: of concurrent changes one succeeds.
Result<std::vector<std::string>> change_password(journal::Act&, PeopleStore&, const ChangePassword&);

}  // namespace cunkou::people
