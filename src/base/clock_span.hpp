#pragma once
// A daily period in local clock time.

#include <optional>
#include <string>
#include <string_view>

namespace cunkou {

// Minutes after midnight, Beijing time; `from` may be later than `to` (across midnight).
struct ClockSpan {
  int from_min = 0;
  int to_min = 0;
  friend bool operator==(const ClockSpan&, const ClockSpan&) = default;
};

std::string clock_text(int minute_of_day);  // "22:00"
// The minute of the day; nullopt: of another form.
std::optional<int> parse_clock_text(std::string_view text);

}  // namespace cunkou
