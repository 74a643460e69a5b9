#pragma once
// A daily period in local clock time.

#include <string>

namespace cunkou {

// Minutes after midnight, Beijing time; `from` may be later than `to` (across midnight).
struct ClockSpan {
  int from_min = 0;
  int to_min = 0;
  friend bool operator==(const ClockSpan&, const ClockSpan&) = default;
};

std::string clock_text(int minute_of_day);  // "22:00"

}  // namespace cunkou
