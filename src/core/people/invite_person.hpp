#pragma once
// Invites somebody to a role by a one-time code, which is told once and stored hashed.

#include <optional>
#include <string>

#include "base/result.hpp"
#include "core/journal/act.hpp"
#include "core/people/people_store.hpp"
#include "core/places/place_store.hpp"

namespace cunkou::people {

struct InvitePerson {
  access::Role role = access::Role::family;
  PlaceId place;          // for a role on a place; the operator of the whole has none
  HouseholdId household;  // for a role in a household
  std::string name;       // for whom; may be empty
};

struct Invited {
  InvitationId id;
  std::string code;
  Instant expires;
};

// Refuses a place or household that is not there, a role that does not belong on that level (a "county" on a
// village), and more open invitations of one person than limits::invitations_open. Whether one may is
// may_invite_to()'s to say, before.
Result<Invited> invite_person(journal::Act&, PeopleStore&, places::PlaceStore&, const InvitePerson&);

// Refuses one that is not there, or was accepted.
Result<void> withdraw_invitation(journal::Act&, PeopleStore&, InvitationId);

// While nobody is operator: an invitation to be it, and the earlier ones are void. The program prints its
// link at start.
std::optional<Invited> first_start_invitation(journal::Act&, PeopleStore&, places::PlaceStore&);

// Where an invitation, a role or a household stands, as may() takes it. Empty if it stands nowhere.
access::Scope scope_of(PeopleStore&, places::PlaceStore&, PlaceId, HouseholdId);

}  // namespace cunkou::people
