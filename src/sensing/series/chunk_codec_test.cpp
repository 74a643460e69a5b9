#include "sensing/series/chunk_codec.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <limits>
#include <random>

namespace cunkou::series {
namespace {

std::vector<Point> minutes_of(const std::vector<double>& values) {
  std::vector<Point> points;
  for (double v : values)
    points.push_back({{1'700'000'000'000 + static_cast<std::int64_t>(points.size()) * 60'000}, v});
  return points;
}

std::vector<double> day_curve(std::size_t n, double resolution) {
  std::mt19937 random(1);
  std::normal_distribution<double> noise(0, 0.3);
  std::vector<double> values;
  for (std::size_t i = 0; i < n; ++i)
    values.push_back(std::round((20 + 8 * std::sin(double(i) / 229) + noise(random)) / resolution) /
                     (1 / resolution));
  return values;
}

void expect_exact(const std::vector<Point>& points) {
  const auto decoded = decode_chunk(encode_chunk(points));
  ASSERT_TRUE(decoded) << decoded.error().reason.en;
  ASSERT_EQ(decoded->size(), points.size());
  for (std::size_t i = 0; i < points.size(); ++i) {
    ASSERT_EQ((*decoded)[i].time, points[i].time) << i;
    ASSERT_EQ(std::bit_cast<std::uint64_t>((*decoded)[i].value),
              std::bit_cast<std::uint64_t>(points[i].value))
        << i;
  }
}

TEST(ChunkCodec, RoundTripsDecimals) {
  for (double resolution : {1.0, 0.1, 0.01, 0.001, 0.5, 1e-9})
    expect_exact(minutes_of(day_curve(2048, resolution)));
}

TEST(ChunkCodec, RoundTripsOtherDoubles) {
  std::mt19937_64 random(2);
  std::vector<double> values;
  while (values.size() < 1000)
    if (const double v = std::bit_cast<double>(random()); std::isfinite(v)) values.push_back(v);
  expect_exact(minutes_of(values));
  std::vector<double> floats;
  for (int i = 0; i < 500; ++i) floats.push_back(static_cast<double>(static_cast<float>(i) * 0.1F));
  expect_exact(minutes_of(floats));
}

TEST(ChunkCodec, RoundTripsExceptionsAmongDecimals) {
  auto values = day_curve(2048, 0.1);
  values[0] = -0.0;
  values[1] = std::numeric_limits<double>::denorm_min();
  values[700] = 1e300;
  values[701] = 1.0 / 3;
  values[2047] = -0.0;
  expect_exact(minutes_of(values));
  EXPECT_LT(encode_chunk(minutes_of(values)).size(),
            encode_chunk(minutes_of(day_curve(2048, 0.1))).size() + 80);
}

TEST(ChunkCodec, RoundTripsOneReadingAndExtremes) {
  for (double v : {0.0, -0.0, 23.4, -1e308, 4503599627370497.0, 9007199254740993.0, 0.1 + 0.2}) {
    expect_exact(minutes_of({v}));
    expect_exact(minutes_of({v, -v, v}));
  }
}

TEST(ChunkCodec, RoundTripsAnyAscendingTimes) {
  std::mt19937_64 random(3);
  std::vector<Point> points{{{0}, 1.5}};
  while (points.size() < 2048)
    points.push_back(
        {{points.back().time.ms + 1 + static_cast<std::int64_t>(random() % (1ULL << (random() % 33)))}, 1});
  expect_exact(points);
  expect_exact({{{-5}, 1}, {{std::numeric_limits<std::int64_t>::max()}, 2}});
}

TEST(ChunkCodec, UsesLessThanHalfAByteForASmoothCurve) {
  std::vector<double> values;
  for (int i = 0; i < 2048; ++i) values.push_back(std::round(200 + 80 * std::sin(i / 229.0)) / 10);
  EXPECT_LT(encode_chunk(minutes_of(values)).size(), 1024U);
}

TEST(ChunkCodec, DetectsEveryFlippedByte) {
  const std::string bytes = encode_chunk(minutes_of(day_curve(300, 0.1)));
  for (std::size_t i = 0; i < bytes.size(); ++i)
    for (int bit = 0; bit < 8; ++bit) {
      std::string flipped = bytes;
      flipped[i] = static_cast<char>(flipped[i] ^ (1 << bit));
      EXPECT_FALSE(decode_chunk(flipped)) << i;
    }
}

TEST(ChunkCodec, RefusesTruncatedBytes) {
  const std::string bytes = encode_chunk(minutes_of(day_curve(300, 0.1)));
  for (std::size_t n = 0; n < bytes.size(); ++n) EXPECT_FALSE(decode_chunk(bytes.substr(0, n)));
  EXPECT_FALSE(decode_chunk(bytes + "x"));
  EXPECT_FALSE(decode_chunk(""));
}

}  // namespace
}  // namespace cunkou::series
