#pragma once
// A span of the day by the clock.

namespace cunkou {

// By the clock, minutes after midnight, Beijing time; from may be later than to (across midnight).
struct ClockSpan {
  int from_min = 0;
  int to_min = 0;
  friend bool operator==(const ClockSpan&, const ClockSpan&) = default;
};

}  // namespace cunkou
