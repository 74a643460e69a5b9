#pragma once
// Whether what a household sets leaves room between a rule and its opposites: a greenhouse that is too cold
// below 50 ℃ and too hot above 33 ℃ would be red for ever.

#include <functional>
#include <string_view>

#include "sensing/rules/rule.hpp"

namespace cunkou::rules {

using OwnOf = std::function<const RuleOverride*(std::string_view rule)>;  // null: nothing set

// Refuses a threshold of a rule `below` that is not under that of a rule `above` of the same quantity, and
// the reverse, where both are switched on and hold in the same part of the day. Says which rule, and its
// number.
Result<void> check_opposites(const RuleSet&, const Rule&, const RuleOverride& wanted, const OwnOf&,
                             const agronomy::Crop*, std::string_view stage);

}  // namespace cunkou::rules
