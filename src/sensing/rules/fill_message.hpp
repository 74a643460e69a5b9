#pragma once
// Fills numbers into the message of a rule.

#include <map>
#include <string>
#include <string_view>

namespace cunkou::rules {

using Params = std::map<std::string, double>;

// Replaces each {name} by its number with at most one decimal; keeps an unknown {name}.
std::string fill(std::string_view sentence, const Params&);

}  // namespace cunkou::rules
