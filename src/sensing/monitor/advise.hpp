#pragma once
// What the numbers mean and what to do now, as codes and numbers; the sentences stand in
// definitions/advice.yaml. Most urgent first, three at most. Never says that all is well for want of data.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sensing/agronomy/crop.hpp"
#include "sensing/rules/climate.hpp"

namespace cunkou::monitor {

struct Advice {
  std::string code;
  std::map<std::string, double> params;
  friend bool operator==(const Advice&, const Advice&) = default;
};

// Every code that advise() can give; definitions/advice.yaml has a sentence for each.
const std::vector<std::string_view>& advice_codes();

struct Circumstances {
  rules::Climate climate;
  const agronomy::Crop* crop = nullptr;  // null: nothing planted, or not said
  std::string stage;
  agronomy::Segment segment = agronomy::Segment::morning;
  Duration fresh{};
  std::optional<double> vent_position;  // percent; none: no vent, or not known
  bool has_vent = false;
  bool manual = false;  // some actuator is on its hand switch
};

std::vector<Advice> advise(const Circumstances&, Instant now);

}  // namespace cunkou::monitor
