#include "sensing/rules/evaluated_reading.hpp"

#include <gtest/gtest.h>

namespace cunkou::rules {
namespace {

constexpr Instant start{1'767'225'600'000};

TEST(ParseEvaluated, ReadsTheTextOfFormatEvaluated) {
  const std::vector<EvaluatedReading> all{
      {StreamId{7}, "air_temperature", 9.3, start, seconds(40)},
      {StreamId{8}, "relative_humidity", 97.25, start + minutes(1), Duration{-5}}};
  EXPECT_EQ(parse_evaluated(format_evaluated(all)), all);
  EXPECT_TRUE(parse_evaluated("").empty());
  EXPECT_TRUE(parse_evaluated("nonsense\n1 two").empty());
}

}  // namespace
}  // namespace cunkou::rules
