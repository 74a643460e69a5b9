#pragma once
// Removes the second factor of a person: the person does so with a password or a code, the operator at the
// machine for somebody who has lost both phone and recovery codes.

#include "base/result.hpp"
#include "core/journal/act.hpp"
#include "core/people/second_factor_store.hpp"

namespace cunkou::people {

// Also one that was not confirmed. Refuses (conflict) where there is none.
Result<void> turn_off_second_factor(journal::Act&, SecondFactorStore&, PersonId);

}  // namespace cunkou::people
