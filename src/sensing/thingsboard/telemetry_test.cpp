#include "sensing/thingsboard/telemetry.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace cunkou::thingsboard {
namespace {

TEST(ParseTelemetry, ReadsTheThreeFormsOfThingsBoard) {
  auto flat = parse_telemetry(R"({"t":25,"h":61.5})");
  ASSERT_TRUE(flat);
  ASSERT_EQ(flat->readings.size(), 2u);
  EXPECT_EQ(flat->readings[1].name, "h");
  EXPECT_EQ(flat->readings[1].number, 61.5);
  EXPECT_FALSE(flat->readings[1].time);

  auto list = parse_telemetry(R"([{"t":25},{"h":61}])");
  ASSERT_TRUE(list);
  EXPECT_EQ(list->readings.size(), 2u);

  auto timed =
      parse_telemetry(R"({"ts":1451649600512,"values":{"t":-0.5,"on":true,"s":"x","j":{"a":[1,2]}}})");
  ASSERT_TRUE(timed);
  ASSERT_EQ(timed->readings.size(), 4u);
  EXPECT_EQ(timed->readings[0].time, Instant{1451649600512});
  EXPECT_EQ(timed->readings[0].number, -0.5);
  EXPECT_EQ(timed->readings[1].json, "true");
  EXPECT_EQ(timed->readings[2].json, "\"x\"");
  EXPECT_EQ(timed->readings[3].json, R"({"a":[1,2]})");
}

TEST(ParseTelemetry, AcceptsTsBeforeAndAfterValues) {
  auto after = parse_telemetry(R"([{"values":{"t":1},"ts":5},{"ts":6,"values":{"t":2}}])");
  ASSERT_TRUE(after);
  ASSERT_EQ(after->readings.size(), 2u);
  EXPECT_EQ(after->readings[0].time, Instant{5});
  EXPECT_EQ(after->readings[1].time, Instant{6});
}

TEST(ParseTelemetry, KeepsValuesBesideNaNAndInfinity) {
  auto read = parse_telemetry(R"({"a":NaN,"b":-Infinity,"c":"nan","d":nan ,"e":1e400,"f":7})");
  ASSERT_TRUE(read);
  ASSERT_EQ(read->readings.size(), 6u);
  for (int i : {0, 1, 2, 3}) EXPECT_FALSE(std::isfinite(read->readings[i].number)) << i;
  EXPECT_EQ(read->readings[5].number, 7);
}

TEST(ParseTelemetry, ReadsDuplicateNames) {
  EXPECT_EQ(parse_telemetry(R"({"ts":7,"values":{"a":1},"values":{"a":2}})")->readings.size(), 2u);
  EXPECT_EQ(parse_telemetry(R"({"ts":7,"values":1,"values":{"a":2}})")->readings.size(), 3u);
}

TEST(ParseTelemetry, AcceptsLongNames) {
  const std::string name(5000, 'x');
  const auto read = parse_telemetry(R"({"ts":1,"values":{")" + name + R"(":1},")" + name + R"(":2})");
  ASSERT_TRUE(read);
  EXPECT_EQ(read->readings.at(0).name, name);
}

TEST(ParseTelemetry, RefusesAnInvalidTs) {
  auto read = parse_telemetry(R"([{"ts":"soon","values":{"t":1}},{"t":2}])");
  ASSERT_TRUE(read);
  EXPECT_EQ(read->readings.size(), 1u);
  ASSERT_EQ(read->refused.size(), 1u);
  EXPECT_EQ(read->refused[0].stream, "t");
}

TEST(ParseTelemetry, KeepsListElementsBesideANonObject) {
  const auto read = parse_telemetry(R"([{"t":5.5}, 7 ,null,"x",[1,{"a":2}],true,[],{"h":61}])");
  ASSERT_TRUE(read);
  ASSERT_EQ(read->readings.size(), 2u);
  EXPECT_EQ(read->readings[0].number, 5.5);
  EXPECT_EQ(read->readings[1].name, "h");
  ASSERT_EQ(read->refused.size(), 6u);
  EXPECT_EQ(read->refused[0].text, "7");
  EXPECT_EQ(read->refused[3].text, R"([1,{"a":2}])");
  for (const auto& refusal : read->refused) EXPECT_NE(refusal.reason, Label{});
}

TEST(ParseTelemetry, RefusesInvalidJson) {
  for (auto text : {"", " ", "25", "\"x\"", "{", "{\"t\":}", "{\"t\":1", "{\"t\":1}}", "{\"t\":1} x", "[1,2",
                    "[{\"t\":1},tru]", "[{\"t\":1} 7]", "[[1,]]", "{\"t\" 1}", "{\"t\":tru}",
                    "{\"t\":{\"a\":nope}}", "{\"t\":\"\\x\"}", "\xff\xfe", "{\"t\":12abc}"}) {
    EXPECT_FALSE(parse_telemetry(text)) << text;
  }
  EXPECT_TRUE(parse_telemetry("{}"));
  EXPECT_TRUE(parse_telemetry("[]"));
}

}  // namespace
}  // namespace cunkou::thingsboard
