#include "sensing/series/write_ahead.hpp"

#include <gtest/gtest.h>

namespace cunkou::series {
namespace {

std::vector<Point> some(std::int64_t from, int n) {
  std::vector<Point> points;
  for (int i = 0; i < n; ++i) points.push_back({{from + i * 1000}, i / 10.0});
  return points;
}

TEST(WriteAheadEncoder, RoundTrips) {
  WriteAheadEncoder encoder;
  encoder.add(StreamId{7}, some(1'700'000'000'000, 5));
  encoder.add(StreamId{3}, some(1'600'000'000'000, 1));
  encoder.add(StreamId{500'000}, {std::vector<Point>{{{0}, 1.0 / 3}}});
  const auto rows = decode_write_ahead(encoder.finish());
  ASSERT_TRUE(rows) << rows.error().reason.en;
  ASSERT_EQ(rows->size(), 3U);
  EXPECT_EQ((*rows)[0].stream, StreamId{7});
  EXPECT_EQ((*rows)[0].points, some(1'700'000'000'000, 5));
  EXPECT_EQ((*rows)[1].points, some(1'600'000'000'000, 1));
  EXPECT_EQ((*rows)[2].stream, StreamId{500'000});
  EXPECT_EQ((*rows)[2].points[0].value, 1.0 / 3);
}

TEST(WriteAheadEncoder, ResetsAfterFinish) {
  WriteAheadEncoder encoder;
  encoder.add(StreamId{7}, some(10, 5));
  const auto first = encoder.finish();
  EXPECT_TRUE(encoder.empty());
  encoder.add(StreamId{7}, some(10, 5));
  EXPECT_EQ(encoder.finish(), first);
}

TEST(DecodeWriteAhead, DetectsEveryFlippedByte) {
  WriteAheadEncoder encoder;
  encoder.add(StreamId{7}, some(1'700'000'000'000, 20));
  const auto bytes = encoder.finish();
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    auto flipped = bytes;
    flipped[i] = static_cast<char>(flipped[i] ^ 0x04);
    EXPECT_FALSE(decode_write_ahead(flipped)) << i;
    EXPECT_FALSE(decode_write_ahead(bytes.substr(0, i))) << i;
  }
}

TEST(WriteAheadNumbers, FindsTheGapsAfterTheLastSealedRow) {
  using Gaps = std::vector<std::pair<std::int64_t, std::int64_t>>;
  WriteAheadNumbers numbers;
  for (const std::int64_t number : {2, 7, 8, 11, 15}) numbers.add(number);
  EXPECT_EQ(numbers.gaps(4), (Gaps{{5, 6}, {9, 10}, {12, 14}})) << "row 2 is kept as evidence";
  EXPECT_EQ(numbers.gaps(15), Gaps{});
  EXPECT_EQ(numbers.gaps({}), Gaps{}) << "of a file of an earlier version";
}

}  // namespace
}  // namespace cunkou::series
