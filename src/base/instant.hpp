#pragma once
// Instant: a point in time, UTC, in milliseconds since 1970. Stored and sent in UTC; only presentation uses
// Asia/Shanghai.

#include <chrono>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace cunkou {

using Duration = std::chrono::milliseconds;

struct Instant {
  std::int64_t ms = 0;

  friend constexpr auto operator<=>(const Instant&, const Instant&) = default;
  friend constexpr Instant operator+(Instant t, Duration d) { return {t.ms + d.count()}; }
  friend constexpr Instant operator-(Instant t, Duration d) { return {t.ms - d.count()}; }
  friend constexpr Duration operator-(Instant a, Instant b) { return Duration{a.ms - b.ms}; }
};

inline constexpr Duration seconds(std::int64_t n) { return Duration{n * 1000}; }
inline constexpr Duration minutes(std::int64_t n) { return Duration{n * 60'000}; }
inline constexpr Duration hours(std::int64_t n) { return Duration{n * 3'600'000}; }
inline constexpr Duration days(std::int64_t n) { return Duration{n * 86'400'000}; }

// "2021-06-22T11:15:00Z", with ".250" only if there are milliseconds (ISO 8601, RFC 3339).
std::string to_iso(Instant);

// Accepts RFC 3339: a 'T' or a space, a fraction of any length (truncated to ms), 'Z' or an offset "+08:00" /
// "+0800". Refuses a text without a zone, invalid dates and years outside 1970..2299.
Result<Instant> parse_instant(std::string_view);

// Parses a date and time as spreadsheets write them, without a zone: "2026-11-22 08:00", "2026/1/2 9:05:30".
// The local time is `offset` ahead of UTC. Refuses like parse_instant.
Result<Instant> parse_clock(std::string_view, Duration offset);

// "30s", "10m", "2h", "7d", "500ms". Refuses a number without a unit.
Result<Duration> parse_duration(std::string_view);

// Date and time of an instant in China Standard Time, which has had no daylight saving since 1991.
struct LocalTime {
  int year, month, day, hour, minute, second;
  int day_of_year;  // 1..366
};
LocalTime in_shanghai(Instant);

}  // namespace cunkou
