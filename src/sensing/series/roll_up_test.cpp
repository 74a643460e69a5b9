#include "sensing/series/roll_up.hpp"

#include <gtest/gtest.h>

#include "sensing/series/summarize.hpp"

namespace cunkou::series {
namespace {

std::vector<Point> quarter_hours(Instant from, int n) {
  std::vector<Point> points;
  for (int i = 0; i < n; ++i) points.push_back({from + minutes(15 * i), (i * 37 % 101) / 10.0});
  return points;
}

const Instant noon = parse_instant("2026-03-01T12:00:00+08:00").value();

TEST(Level, DaysStartAtMidnightInChina) {
  EXPECT_EQ(daily.start_of(noon), parse_instant("2026-03-01T00:00:00+08:00").value());
  EXPECT_EQ(daily.start_of(daily.start_of(noon)), daily.start_of(noon));
  EXPECT_EQ(hourly.start_of(noon + minutes(59)), noon);
  EXPECT_EQ(daily.start_of({0}), Instant{-8 * 3'600'000});
}

TEST(RollUp, SumsHoursAndDays) {
  const auto points = quarter_hours(noon, 4 * 24 * 3);
  const auto hours = roll_up(hourly, points);
  const auto days = roll_up(daily, std::span<const Summary>(hours));
  ASSERT_EQ(hours.size(), 72U);
  ASSERT_EQ(days.size(), 4U);
  EXPECT_EQ(hours[0].count, 4);
  EXPECT_EQ(days[0].count, 48);
  EXPECT_EQ(days[0].first, points[0]);
  EXPECT_EQ(days[0].last, points[47]);
  EXPECT_EQ(days[3].last, points.back());
}

TEST(EncodeSummaries, RoundTrips) {
  for (const Level& level : {hourly, daily}) {
    const auto steps = roll_up(level, quarter_hours(noon + minutes(7), 4 * 24 * 30));
    const auto decoded = decode_summaries(level, encode_summaries(level, steps));
    ASSERT_TRUE(decoded) << decoded.error().reason.en;
    ASSERT_EQ(decoded->size(), steps.size());
    for (std::size_t i = 0; i < steps.size(); ++i) {
      const Summary &a = steps[i], &b = (*decoded)[i];
      EXPECT_EQ(a.start, b.start);
      EXPECT_EQ(a.count, b.count);
      EXPECT_EQ(a.min, b.min);
      EXPECT_EQ(a.max, b.max);
      EXPECT_EQ(a.sum, b.sum);
      EXPECT_EQ(a.first, b.first);
      EXPECT_EQ(a.last, b.last);
    }
  }
}

TEST(Join, SumsTwoPartsOfOneHour) {
  const auto points = quarter_hours(noon, 10);
  const std::span<const Point> all = points;
  const auto joined = join(roll_up(hourly, all.subspan(0, 6)), roll_up(hourly, all.subspan(6)));
  ASSERT_EQ(joined.size(), 3U);
  EXPECT_EQ(joined[1].count, 4);
  EXPECT_EQ(joined[1].first, points[4]);
  EXPECT_EQ(joined[1].last, points[7]);
}

TEST(DecodeSummaries, DetectsEveryFlippedByte) {
  const auto bytes = encode_summaries(hourly, roll_up(hourly, quarter_hours(noon, 100)));
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    auto flipped = bytes;
    flipped[i] = static_cast<char>(flipped[i] ^ 0x04);
    EXPECT_FALSE(decode_summaries(hourly, flipped)) << i;
    EXPECT_FALSE(decode_summaries(hourly, bytes.substr(0, i))) << i;
  }
}

}  // namespace
}  // namespace cunkou::series
