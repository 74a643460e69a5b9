#pragma once
// Sets up the second factor of act.who in two steps: a secret for the authenticator app, then a code of it
// that shows that the app has it. On the thread of its transaction.

#include <string>
#include <vector>

#include "base/result.hpp"
#include "core/journal/act.hpp"
#include "core/people/second_factor_store.hpp"

namespace cunkou::people {

// Returns the secret, which is shown this once; a secret that was not confirmed is replaced. Refuses
// (conflict) while the second factor is on.
Result<std::string> begin_second_factor(journal::Act&, SecondFactorStore&);

// Turns the second factor on and returns its recovery codes, which are shown this once. Refuses a wrong code
// (invalid), and (conflict) where nothing was begun or it is on already.
Result<std::vector<std::string>> confirm_second_factor(journal::Act&, SecondFactorStore&,
                                                       std::string_view code);

}  // namespace cunkou::people
