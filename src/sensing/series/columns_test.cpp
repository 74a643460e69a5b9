#include "sensing/series/columns.hpp"

#include <gtest/gtest.h>

#include <random>

namespace cunkou::series {
namespace {

// The checksum normally rejects bytes that no encoder wrote; these tests bypass it.
TEST(Columns, DecodeAnyBytesWithoutFault) {
  std::mt19937 random(4);
  std::vector<Point> points;
  for (int i = 0; i < 50; ++i) points.push_back({{i * 60'000}, i % 7 == 0 ? 1.0 / 3 : i / 10.0});
  std::string sound;
  encode_times(sound, points, {0});
  std::string packed = sound;
  ValueColumn(points).append_to(packed, Packing::nibbles);
  ValueColumn(points).append_to(sound, Packing::bytes);
  for (int round = 0; round < 40'000; ++round) {
    const std::string& whole = round % 2 == 0 ? sound : packed;
    std::string bytes = whole.substr(0, random() % (whole.size() + 1));
    for (unsigned i = random() % 4; i > 0 && !bytes.empty(); --i)
      bytes[random() % bytes.size()] = static_cast<char>(random());
    std::vector<Point> decoded(1 + random() % 60);
    ByteReader in(bytes);
    if (decode_times(in, decoded, {0})) decode_values(in, decoded);
  }
}

TEST(Columns, RoundTripInBothPackings) {
  std::mt19937 random(5);
  for (const int slope : {0, 3, 700})
    for (const std::size_t n : {1U, 2U, 7U, 500U}) {
      std::vector<Point> points;
      for (std::size_t i = 0; i < n; ++i)
        points.push_back({{static_cast<std::int64_t>(i)},
                          (static_cast<int>(i) * slope + static_cast<int>(random() % 5)) / 10.0});
      if (n > 100) points[50].value = 1e17;
      const ValueColumn column(points);
      for (const Packing packing : {Packing::bytes, Packing::nibbles}) {
        std::string bytes;
        column.append_to(bytes, packing);
        auto decoded = points;
        for (Point& p : decoded) p.value = -1;
        ByteReader in(bytes);
        ASSERT_TRUE(decode_values(in, decoded));
        EXPECT_TRUE(in.finished());
        EXPECT_EQ(decoded, points);
      }
    }
}

// Steps, a smooth curve, a slope and a level with noise: each has a predictor that fits, and all round-trip.
TEST(Columns, CompressCurvesOfEveryShape) {
  std::mt19937 random(6);
  std::normal_distribution<double> noise(0, 1.5);
  const auto column_of = [](auto value) {
    std::vector<Point> points;
    for (int i = 0; i < 1000; ++i) points.push_back({{i}, std::round(value(i)) / 10});
    return points;
  };
  const auto bytes_of = [](const std::vector<Point>& points) {
    std::string bytes;
    encode_values(bytes, points);
    auto decoded = points;
    for (Point& p : decoded) p.value = -1;
    ByteReader in(bytes);
    EXPECT_TRUE(decode_values(in, decoded));
    EXPECT_EQ(decoded, points);
    return bytes;
  };
  const auto guess_in = [](const std::string& bytes) { return static_cast<unsigned char>(bytes[0]) >> 4; };
  EXPECT_EQ(guess_in(bytes_of(column_of([](int i) { return i / 100 * 7.0; }))), 0);
  EXPECT_EQ(guess_in(bytes_of(column_of([](int i) { return 1e6 * std::sin(i / 200.0); }))), 1);
  EXPECT_EQ(guess_in(bytes_of(column_of([&](int i) { return i * 5.0 + noise(random); }))), 2);
  EXPECT_EQ(guess_in(bytes_of(column_of([&](int) { return 500 + noise(random); }))), 3);
}

TEST(Columns, RefuseTimesThatDoNotAscend) {
  std::string bytes;
  encode_times(bytes, std::vector<Point>{{{5}, 0}, {{5}, 0}}, {0});
  std::vector<Point> decoded(2);
  ByteReader in(bytes);
  EXPECT_FALSE(decode_times(in, decoded, {0}));
}

TEST(Columns, RefuseExceptionsOutsideTheColumn) {
  std::string bytes;
  bytes.push_back(1);
  append_varint(bytes, 1);
  append_varint(bytes, 3);
  append_double(bytes, 1.5);
  bytes.append(3, '\0');
  std::vector<Point> decoded(3);
  ByteReader in(bytes);
  EXPECT_FALSE(decode_values(in, decoded));
}

}  // namespace
}  // namespace cunkou::series
