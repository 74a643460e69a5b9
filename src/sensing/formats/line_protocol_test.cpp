#include "sensing/formats/line_protocol.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace cunkou::formats {
namespace {

using Kind = LineField::Kind;

std::vector<Line> read_all(std::string_view body, Precision precision = Precision::nanoseconds,
                           std::vector<Refusal>* refused = nullptr) {
  LineReader reader(body, precision);
  std::vector<Line> lines;
  Line line;
  while (reader.next(line)) lines.push_back(line);
  if (refused) *refused = reader.refused();
  return lines;
}

TEST(LineReader, ReadsAPoint) {
  auto lines = read_all(
      "weather,loc=us\\ midwest temperature=82,wet=t,n=3i,u=4u,word=\"a \\\"b\\\", c\" "
      "1465839830100400200\n");
  ASSERT_EQ(lines.size(), 1u);
  const auto& line = lines[0];
  EXPECT_EQ(line.series, "weather,loc=us\\ midwest");
  EXPECT_EQ(line.time, Instant{1465839830100});
  ASSERT_EQ(line.fields.size(), 5u);
  EXPECT_EQ(line.fields[0].key, "temperature");
  EXPECT_EQ(line.fields[0].number, 82);
  EXPECT_EQ(line.fields[1].kind, Kind::boolean);
  EXPECT_EQ(line.fields[2].number, 3);
  EXPECT_EQ(line.fields[3].number, 4);
  EXPECT_EQ(unescaped_text(line.fields[4].value), "a \"b\", c");
}

TEST(ParsePrecision, ReadsEveryPrecision) {
  EXPECT_EQ(read_all("a v=1 1700000000", Precision::seconds)[0].time, Instant{1700000000000});
  EXPECT_EQ(read_all("a v=1 1700000000001", Precision::milliseconds)[0].time, Instant{1700000000001});
  EXPECT_EQ(read_all("a v=1 -1", Precision::microseconds)[0].time, Instant{-1});
  EXPECT_FALSE(read_all("a v=1")[0].time);
  EXPECT_TRUE(parse_precision("us"));
  EXPECT_FALSE(parse_precision("fortnight"));
}

TEST(LineReader, SkipsCommentsAndEmptyLinesAndAcceptsCarriageReturns) {
  auto lines = read_all("# hello\n\n  a v=1 \r\nb v=2 5000000\r\n");
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines[0].number, 3);
  EXPECT_EQ(lines[1].time, Instant{5});
}

TEST(LineReader, KeepsValidLinesAndListsTheOthers) {
  std::vector<Refusal> refused;
  auto lines = read_all("a v=1\nb\n,x=1 v=1\nc v=\nd v=1 soon\ne =1\nf v=\"open\ng v=2\n", {}, &refused);
  ASSERT_EQ(lines.size(), 3u);  // a, c (with an invalid value), g
  EXPECT_EQ(lines[1].fields[0].kind, Kind::bad);
  EXPECT_EQ(lines[2].series, "g");
  ASSERT_EQ(refused.size(), 5u);
  EXPECT_EQ(refused[0].line, 2);
  EXPECT_EQ(refused[4].line, 7);
}

TEST(LineReader, ReadsNotFiniteValues) {
  auto lines = read_all("a x=NaN,y=-inf,z=1e400,ok=1.25e2");
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_TRUE(std::isnan(lines[0].fields[0].number));
  EXPECT_TRUE(std::isinf(lines[0].fields[1].number));
  EXPECT_EQ(lines[0].fields[3].number, 125);
}

TEST(LineReader, AcceptsALineBreakInAString) {
  auto lines = read_all("a s=\"one\ntwo\" 1000000\nb v=1");
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines[0].fields[0].value, "one\ntwo");
  EXPECT_EQ(lines[1].number, 3);
}

TEST(LineReader, ReadsTheLineAfterACarriageReturn) {
  const auto lines = read_all("a v=1\n\rb v=2\n\r\n\r", Precision::nanoseconds);
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines[1].series, "b");
}

TEST(StreamName, IgnoresTheOrderOfTags) {
  EXPECT_EQ(stream_name("cpu,host=a,cpu=cpu0", "usage_idle"), "cpu.usage_idle{cpu=cpu0,host=a}");
  EXPECT_EQ(stream_name("cpu,cpu=cpu0,host=a", "usage_idle"), "cpu.usage_idle{cpu=cpu0,host=a}");
  EXPECT_EQ(stream_name("t", "value"), "t");
  EXPECT_EQ(stream_name("g,s=0001", "value"), "g{s=0001}");
  EXPECT_EQ(stream_name("my\\ cpu", "a"), "my cpu.a");
  EXPECT_EQ(stream_name("g,s", "v"), "");
  EXPECT_EQ(stream_name("g,s=", "v"), "");
  EXPECT_EQ(measurement("my\\ cpu,x=1"), "my cpu");
}

TEST(LineReader, AcceptsArbitraryBytes) {
  std::mt19937 random(7);
  const std::string_view alphabet = "ab,= \\\"\n\r\t019.-eiuNtf#\xff";
  for (int round = 0; round < 20'000; ++round) {
    std::string body(random() % 40, ' ');
    for (auto& c : body) c = alphabet[random() % alphabet.size()];
    LineReader reader(body, Precision::nanoseconds);
    Line line;
    while (reader.next(line)) {
      for (const auto& field : line.fields) stream_name(line.series, field.key);
    }
  }
}

}  // namespace
}  // namespace cunkou::formats
