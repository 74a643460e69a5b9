#pragma once
// Removes a household that was added by mistake.

#include "base/result.hpp"
#include "core/journal/act.hpp"
#include "core/people/household_store.hpp"

namespace cunkou::people {

// Refuses (conflict) a household that was ever `used` (places::is_used() of its PlaceUsers) or had a member
// or an invitation, since records refer to it.
Result<void> remove_household(journal::Act&, HouseholdStore&, HouseholdId, bool used);

}  // namespace cunkou::people
