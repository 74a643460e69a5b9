#pragma once
// Takes up an invitation: a new person, or one who has an account already, gets the role.

#include <string>

#include "base/result.hpp"
#include "core/journal/act.hpp"
#include "core/people/people_store.hpp"

namespace cunkou::people {

// The invitation of that code, as typed. Not found for an unknown code; gone once accepted, withdrawn or
// expired.
Result<Invitation> find_invitation(PeopleStore&, std::string_view code, Instant now);

struct AcceptInvitation {
  std::string code;
  PersonId person;  // who has proven to own the account; 0: a new person, with:
  std::string name;
  std::string phone;          // as parse_phone gave it
  std::string password_hash;  // of hash_password()
  std::string language = "zh";
};

// Refuses as find_invitation does, a bad name, and a new person with a phone number that has an account
// (conflict).
Result<PersonId> accept_invitation(journal::Act&, PeopleStore&, const AcceptInvitation&);

}  // namespace cunkou::people
