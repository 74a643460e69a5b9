#include "sensing/agronomy/sun.hpp"

#include <gtest/gtest.h>

namespace cunkou::agronomy {
namespace {

Instant at(const char* text) { return parse_instant(text).value(); }

TEST(SolarDay, MatchesTheTableOfDayLengthsAtWubu) {
  const std::pair<int, double> rows[] = {{15, 9.839}, {105, 13.125}, {196, 14.525}, {288, 11.294}};
  for (const auto& [day, length] : rows) EXPECT_NEAR(solar_day(37.5, day).length_h, length, 0.001) << day;
}

TEST(SolarHour, TrailsBeijingTimeAtWubu) {
  // -37 minutes for longitude, and the equation of time: -9 minutes in mid January.
  EXPECT_NEAR(solar_hour({}, at("2026-01-15T12:00:00+08:00")), 12 - 0.62 - 0.15, 0.02);
  EXPECT_NEAR(solar_hour({}, at("2026-01-15T00:10:00+08:00")), 23.4, 0.03);
}

TEST(SegmentAt, DividesTheDayIntoFour) {
  const std::pair<const char*, Segment> rows[] = {
      {"2026-01-15T07:30:00+08:00", Segment::late_night}, {"2026-01-15T08:10:00+08:00", Segment::morning},
      {"2026-01-15T12:30:00+08:00", Segment::morning},    {"2026-01-15T13:00:00+08:00", Segment::afternoon},
      {"2026-01-15T17:30:00+08:00", Segment::afternoon},  {"2026-01-15T18:00:00+08:00", Segment::evening},
      {"2026-01-16T00:30:00+08:00", Segment::evening},    {"2026-01-16T01:10:00+08:00", Segment::late_night},
      {"2026-06-21T05:10:00+08:00", Segment::late_night}, {"2026-06-21T06:10:00+08:00", Segment::morning},
  };
  for (const auto& [text, segment] : rows) EXPECT_EQ(name(segment_at({}, at(text))), name(segment)) << text;
}

TEST(SegmentByClock, FollowsTheHouseholdsClock) {
  const std::pair<const char*, Segment> rows[] = {
      {"2026-01-15T08:29:00+08:00", Segment::late_night}, {"2026-01-15T08:30:00+08:00", Segment::morning},
      {"2026-01-15T16:29:00+08:00", Segment::afternoon},  {"2026-01-15T16:30:00+08:00", Segment::evening},
      {"2026-01-16T00:29:00+08:00", Segment::evening},    {"2026-01-16T00:31:00+08:00", Segment::late_night},
  };
  for (const auto& [text, segment] : rows)
    EXPECT_EQ(name(segment_by_clock(8 * 60 + 30, 16 * 60 + 30, at(text))), name(segment)) << text;
}

}  // namespace
}  // namespace cunkou::agronomy
