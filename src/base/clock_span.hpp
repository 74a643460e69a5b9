#pragma once
// A daily period in local clock time.

namespace cunkou {

// Minutes after midnight, Beijing time; `from` may be later than `to` (across midnight).
struct ClockSpan {
  int from_min = 0;
  int to_min = 0;
  friend bool operator==(const ClockSpan&, const ClockSpan&) = default;
};

}  // namespace cunkou
