#pragma once
// What a decision evaluated at: a reading, and how old it was. Kept with every alarm so that it can say so
// later.

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
  Duration age{};  // when it was evaluated at
  friend bool operator==(const EvaluatedReading&, const EvaluatedReading&) = default;
};

// One column of text: "stream quantity value time_ms age_ms", one a line. parse_evaluated skips lines it
// cannot read.
std::string format_evaluated(const std::vector<EvaluatedReading>&);
std::vector<EvaluatedReading> parse_evaluated(std::string_view);

}  // namespace cunkou::rules
