#pragma once
// The sentence of a rule with its numbers filled in.

#include <map>
#include <string>
#include <string_view>

namespace cunkou::rules {

using Params = std::map<std::string, double>;

// The sentence with each {name} replaced by its number, one decimal at most; an unknown {name} stays as it
// is.
std::string fill(std::string_view sentence, const Params&);

}  // namespace cunkou::rules
