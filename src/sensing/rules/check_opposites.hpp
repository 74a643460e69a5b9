#pragma once
// Checks the override of a household against opposite rules: with "too cold" below 50 ℃ and "too hot" above
// 33 ℃ a thing would always be in alarm.

#include <functional>
#include <string_view>

#include "sensing/rules/rule.hpp"

namespace cunkou::rules {

using OwnOf = std::function<const RuleOverride*(std::string_view rule)>;  // null: no override

// Refuses a threshold of a rule `below` that is not less than that of a rule `above` of the same quantity,
// and the reverse, if both are enabled and apply in the same part of the day, the present one or another. The
// refusal names the other rule and its threshold.
Result<void> check_opposites(const RuleSet&, const Rule&, const RuleOverride& wanted, const OwnOf&,
                             const agronomy::Requirements&);

}  // namespace cunkou::rules
