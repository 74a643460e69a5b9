#pragma once
// Takes a role from a person.

#include "base/result.hpp"
#include "core/journal/act.hpp"
#include "core/people/people_store.hpp"

namespace cunkou::people {

// Returns the role as it was. The person's open invitations, made on the strength of its roles, are void.
// Refuses the last operator's: nobody could give it again. Whether one may is may_invite_to()'s to say,
// before; anybody may give up a role of its own.
Result<HeldRole> end_role(journal::Act&, PeopleStore&, RoleId);

}  // namespace cunkou::people
