#pragma once
// Ends a role of a person.

#include "base/result.hpp"
#include "core/journal/act.hpp"
#include "core/people/people_store.hpp"

namespace cunkou::people {

// Returns the role before the change. Voids the person's open invitations, which depended on its roles.
// Refuses to end the last operator role, which nobody could give again. The caller checks may_invite_to()
// first; every person may give up a role of their own.
Result<HeldRole> end_role(journal::Act&, PeopleStore&, RoleId);

}  // namespace cunkou::people
