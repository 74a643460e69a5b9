#pragma once
// Checks the code of a person whose password was right. On the thread of its transaction.

#include <string_view>

#include "core/journal/act.hpp"
#include "core/people/second_factor_store.hpp"

namespace cunkou::people {

// Of the six digits of the app, or a recovery code. An accepted one is used up.
bool accept_second_factor(journal::Act&, SecondFactorStore&, PersonId, std::string_view typed);

// Whether sign-in has to ask for a code.
bool has_second_factor(SecondFactorStore&, PersonId);

}  // namespace cunkou::people
