#pragma once
// A reading that a decision was based on, with its age. Stored with every alarm as evidence.

#include <string>
#include <string_view>
#include <vector>

#include "base/ids.hpp"
#include "base/instant.hpp"

namespace cunkou::rules {

struct EvaluatedReading {
  StreamId stream;
  std::string quantity;
  double value = 0;
  Instant time;
  Duration age{};  // at the time of the evaluation
  friend bool operator==(const EvaluatedReading&, const EvaluatedReading&) = default;
};

// Text form for one column: a line "stream quantity value time_ms age_ms" for each. parse_evaluated skips
// malformed lines.
std::string format_evaluated(const std::vector<EvaluatedReading>&);
std::vector<EvaluatedReading> parse_evaluated(std::string_view);

}  // namespace cunkou::rules
