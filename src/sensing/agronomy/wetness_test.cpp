#include "sensing/agronomy/wetness.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace cunkou::agronomy {
namespace {

TEST(GreyMouldStrawberry, MatchesTheTable) {
  const std::tuple<double, double, double> rows[] = {{6, 20, .083},  {10, 20, .237}, {12, 20, .366},
                                                     {16, 18, .638}, {16, 10, .201}, {24, 15, .905},
                                                     {14, 25, .406}};
  for (const auto& [w, t, p] : rows) EXPECT_NEAR(grey_mould_strawberry({w, t}), p, 0.0006) << w << " h " << t;
}

TEST(AnthracnoseStrawberry, MatchesTheTable) {
  const std::tuple<double, double, double> rows[] = {
      {10, 20, .162}, {12, 20, .227}, {14, 25, .544}, {24, 15, .240}};
  for (const auto& [w, t, p] : rows)
    EXPECT_NEAR(anthracnose_strawberry({w, t}), p, 0.0006) << w << " h " << t;
}

TEST(GreyMouldCucumber, RequiresAWholeWeek) {
  EXPECT_TRUE(grey_mould_cucumber(std::vector<GreyMouldDay>(7, {8, 10})));
  EXPECT_FALSE(grey_mould_cucumber(std::vector<GreyMouldDay>(7, {8, 9})));
  EXPECT_FALSE(grey_mould_cucumber(std::vector<GreyMouldDay>(6, {8, 10})));
}

TEST(LateBlight, MatchesSmithAndHutton) {
  EXPECT_TRUE(late_blight_smith(std::vector<BlightDay>{{10, 11}, {10, 11}}));
  EXPECT_FALSE(late_blight_smith(std::vector<BlightDay>{{10, 11}, {9.9, 14}}));
  EXPECT_TRUE(late_blight_hutton(std::vector<BlightDay>{{10, 6}, {12, 7}}));
  EXPECT_FALSE(late_blight_hutton(std::vector<BlightDay>{{10, 6}, {12, 5}}));
  EXPECT_FALSE(late_blight_hutton(std::vector<BlightDay>{{10, 6}}));
}

TEST(BlightSeverity, MatchesTheTables) {
  EXPECT_EQ(late_blight_severity(20, 14), 2);
  EXPECT_EQ(late_blight_severity(10, 20), 2);
  EXPECT_EQ(late_blight_severity(30, 15), 0);
  EXPECT_EQ(late_blight_severity(12.2, 15), 0);  // the upper edge belongs to the cooler row
  EXPECT_EQ(early_blight_severity(15, 12), 1);
  EXPECT_EQ(early_blight_severity(19, 10), 2);
  EXPECT_EQ(early_blight_severity(23, 13), 3);
}

TEST(LeafWetness, StartsTwoDegreesAboveTheDewPoint) {
  EXPECT_TRUE(leaf_wet(12, 95));
  EXPECT_FALSE(leaf_wet(25, 60));
  EXPECT_FALSE(leaf_wet(25, 0));
}

TEST(WetSpellSum, SumsANightAndEndsWhenLeavesHaveDried) {
  WetSpellSum sum;
  Instant at{1'767'225'600'000};
  EXPECT_EQ(sum.confidence(), Confidence::none);
  for (int i = 0; i <= 48; ++i, at = at + minutes(10)) sum.add(at, 12, 97);
  EXPECT_NEAR(sum.spell().hours, 8, 0.01);
  EXPECT_NEAR(sum.spell().mean_celsius, 12, 0.01);
  for (int i = 0; i < 20; ++i, at = at + minutes(10)) sum.add(at, 22, 60);
  EXPECT_NEAR(sum.spell().hours, 8, 0.2) << "a short drying joins two spells";
  for (int i = 0; i < 10; ++i, at = at + minutes(10)) sum.add(at, 22, 60);
  EXPECT_EQ(sum.spell().hours, 0);
}

TEST(WetSpellSum, CountsAGapAsNeitherWetNorDry) {
  WetSpellSum sum;
  const Instant at{1'767'225'600'000};
  sum.add(at, 12, 97);
  sum.add(at + minutes(20), 12, 97);
  sum.add(at + hours(9), 12, 97);
  EXPECT_NEAR(sum.spell().hours, 1.0 / 3, 0.01);
  EXPECT_EQ(sum.confidence(), Confidence::estimated);
}

}  // namespace
}  // namespace cunkou::agronomy
