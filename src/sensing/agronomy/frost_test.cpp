#include "sensing/agronomy/frost.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace cunkou::agronomy {
namespace {

const std::vector<FrostNight> published = {
    {3.2, -4.2, -3.1}, {.8, -8.8, -5},   {.2, -6.5, -6.3},  {2.6, -6.2, -5.4}, {4.4, -6.1, -4},
    {5.2, 2.6, -2.5},  {2.7, -.7, -4.8}, {1.2, -1.7, -5.0}, {4.5, -1.2, -4.4}, {5.6, .1, -3.3}};

TEST(FitFrostModel, MatchesThePublishedRegression) {
  const auto model = fit_frost_model(published).value();
  EXPECT_NEAR(model.b1, -5.90855, 0.00001);
  EXPECT_NEAR(model.a1, 0.502812, 0.000001);
  EXPECT_NEAR(model.b2, 0.0865623, 0.000001);
  EXPECT_NEAR(model.a2, 0.0264716, 0.000001);
  EXPECT_NEAR(forecast_minimum(model, 10, 2).value, -0.7409219, 0.00001);
  EXPECT_NEAR(forecast_minimum(model, 3, -5).value, -4.4459, 0.0001);
  EXPECT_EQ(forecast_minimum(model, 3, -5).confidence, Confidence::estimated);
}

TEST(FitFrostModel, ReturnsNothingBelowEightNights) {
  EXPECT_FALSE(fit_frost_model({published.data(), 7}));
  EXPECT_TRUE(fit_frost_model({published.data(), 8}));
  EXPECT_FALSE(fit_frost_model(std::vector<FrostNight>(9, {1, 1, 1})));
}

TEST(FrostClass, MatchesTheTable) {
  EXPECT_EQ(frost_class(Fruit::apple, "bloom", -2.1), FrostClass::none);
  EXPECT_EQ(frost_class(Fruit::apple, "bloom", -2.2), FrostClass::some_killed);
  EXPECT_EQ(frost_class(Fruit::apple, "bloom", -3.9), FrostClass::most_killed);
  EXPECT_EQ(frost_class(Fruit::apple, "silver_tip", -9.3), FrostClass::none);
  EXPECT_EQ(frost_class(Fruit::pear, "first_white", -3.9), FrostClass::some_killed);
  EXPECT_EQ(frost_class(Fruit::pear, "first_white", -7.3), FrostClass::most_killed);
  EXPECT_FALSE(frost_class(Fruit::pear, "harvest", -3));
}

TEST(SprinklerStart, MatchesTheExamplesAt800Metres) {
  EXPECT_NEAR(sprinkler_start(-2.2, -6, 800), -0.08, 0.01);
  EXPECT_NEAR(sprinkler_start(0, -6, 800), 3.61, 0.01);
  EXPECT_NEAR(sprinkler_start(0, -2, 800), 1.37, 0.01);
}

TEST(Projected, FollowsAFallAndNeverARise) {
  const Instant start{1'767'225'600'000};
  EXPECT_NEAR(projected({start, 6}, {start + hours(1), 4}, hours(2)).value, 0, 1e-9);
  EXPECT_NEAR(projected({start, 4}, {start + hours(1), 6}, hours(2)).value, 6, 1e-9);
  EXPECT_EQ(projected({start, 6}, {start + minutes(9), 4}, hours(2)).confidence, Confidence::none);
}

}  // namespace
}  // namespace cunkou::agronomy
