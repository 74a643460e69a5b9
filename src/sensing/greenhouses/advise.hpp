#pragma once
// Turns readings into advice: codes and numbers. Pages show the sentences of definitions/advice.yaml. Pure.
// Returns at most three, the most urgent first; never reports "good" when data is missing or stale.

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/label.hpp"
#include "sensing/monitor/thing_advisor.hpp"

namespace cunkou::greenhouses {

using monitor::Advice;

// Every code that advise() can return; definitions/advice.yaml has a sentence for each.
const std::vector<std::string_view>& advice_codes();

using AdviceSentences = std::map<std::string, Label>;  // by code, with {params}

std::vector<Advice> advise(const monitor::Situation&, Instant now);

}  // namespace cunkou::greenhouses
