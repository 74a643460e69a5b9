#pragma once
// Invites a person to a role by a one-time code, which is returned once and stored hashed.

#include <optional>
#include <string>

#include "base/result.hpp"
#include "core/journal/act.hpp"
#include "core/people/people_store.hpp"
#include "core/places/place_store.hpp"

namespace cunkou::people {

struct InvitePerson {
  access::Role role = access::Role::family;
  PlaceId place;          // for a place role; none for the operator of the whole program
  HouseholdId household;  // for a household role
  std::string name;       // the invited person's name; may be empty
};

// Of an invitation that names none.
inline const Label place_missing{"请选择这个角色所在的地方", "Choose the place that the role is for"};
inline const Label household_missing{"请选择这个角色所在的户", "Choose the household that the role is for"};

struct Invited {
  InvitationId id;
  std::string code;
  Instant expires;
};

// Refuses an unknown place or household, a role that does not fit the place's level (a "county" on a
// village), and more than limits::invitations_open open invitations of one person. The caller checks
// may_invite_to() first.
Result<Invited> invite_person(journal::Act&, PeopleStore&, places::PlaceStore&, const InvitePerson&);

// Refuses an unknown or accepted invitation.
Result<void> withdraw_invitation(journal::Act&, InvitationStore&, InvitationId);

// While there is no operator: an invitation to that role, which voids the earlier ones. The program prints
// its link at start.
std::optional<Invited> first_start_invitation(journal::Act&, PeopleStore&, places::PlaceStore&);

// The scope of an invitation, a role or a household, for may(). Empty if it has no location.
access::Scope scope_of(HouseholdStore&, places::PlaceStore&, PlaceId, HouseholdId);

}  // namespace cunkou::people
