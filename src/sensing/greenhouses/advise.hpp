#pragma once
// Turns readings into advice: codes and numbers. Pages show the sentences of definitions/advice.yaml. Pure.
// Returns at most three, the most urgent first; never reports "good" when data is missing or stale.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/label.hpp"
#include "sensing/agronomy/crop.hpp"
#include "sensing/monitor/thing_advisor.hpp"
#include "sensing/rules/air_quantities.hpp"

namespace cunkou::greenhouses {

using monitor::Advice;

// Every code that advise() can return; definitions/advice.yaml has a sentence for each.
const std::vector<std::string_view>& advice_codes();

using AdviceSentences = std::map<std::string, Label>;  // by code, with {params}

struct Circumstances {
  rules::AirQuantities air;
  const agronomy::Crop* crop = nullptr;  // null: nothing planted, or the crop is not set
  std::string stage;
  agronomy::Segment segment = agronomy::Segment::morning;
  Duration fresh{};
  std::optional<double> vent_position;  // percent; none: no vent, or its position is unknown
  bool has_vent = false;
  bool manual = false;  // at least one actuator is under manual control
};

std::vector<Advice> advise(const Circumstances&, Instant now);

}  // namespace cunkou::greenhouses
