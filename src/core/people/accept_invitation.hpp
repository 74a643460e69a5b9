#pragma once
// Accepts an invitation: gives its role to a new person or to an existing account. On the thread of its
// transaction.

#include <string>

#include "base/result.hpp"
#include "core/journal/act.hpp"
#include "core/people/people_store.hpp"

namespace cunkou::people {

// Finds the invitation by its code as typed. Refuses an unknown code (not_found) and an accepted, withdrawn
// or expired one (gone).
Result<Invitation> find_invitation(InvitationStore&, std::string_view code, Instant now);

struct AcceptInvitation {
  std::string code;
  PersonId person;  // the authenticated owner of an account; 0: a new person, with:
  std::string name;
  std::string phone;          // normalised by parse_phone
  std::string password_hash;  // from hash_password()
  std::string language = "zh";
};

// Refuses like find_invitation; also a bad name, and a new person whose phone number has an account
// (conflict).
Result<PersonId> accept_invitation(journal::Act&, PeopleStore&, const AcceptInvitation&);

}  // namespace cunkou::people
