#include "sensing/rules/air_quantities.hpp"

#include <gtest/gtest.h>

namespace cunkou::rules {
namespace {

using agronomy::Confidence;

constexpr Instant now{1'767'225'600'000};
constexpr Duration fresh = minutes(20);

std::optional<QuantityReading> t(double value, Duration age = {}) {
  return QuantityReading{StreamId{1}, "air_temperature", value, now - age};
}
std::optional<QuantityReading> rh(double value, Duration age = {}) {
  return QuantityReading{StreamId{2}, "relative_humidity", value, now - age};
}

AirQuantities quantities(std::optional<QuantityReading> air, std::optional<QuantityReading> humidity,
                         std::optional<QuantityReading> before = {}) {
  return air_quantities_of(air, humidity, before, {}, {}, fresh, now);
}

TEST(AirQuantitiesOf, DerivesFromTemperatureAndHumidity) {
  const AirQuantities c = quantities(t(25), rh(60));
  EXPECT_NEAR(c.vpd.value, 1.2671, 0.001);
  EXPECT_NEAR(c.dew_point.value, 16.693, 0.001);
  EXPECT_NEAR(c.dew_gap.value, 8.307, 0.001);
  EXPECT_EQ(c.vpd.confidence, Confidence::measured);
  EXPECT_GT(c.wet_bulb.value, c.dew_point.value);
  EXPECT_LT(c.wet_bulb.value, 25);
}

TEST(AirQuantitiesOf, MarksOutdatedAndMissingInputs) {
  EXPECT_EQ(quantities({}, rh(60)).vpd.confidence, Confidence::none);
  EXPECT_EQ(quantities(t(25), {}).vpd.confidence, Confidence::none);
  EXPECT_EQ(quantities(t(25, minutes(25)), rh(60, minutes(25))).vpd.confidence, Confidence::outdated);
  EXPECT_EQ(quantities(t(25), rh(60, minutes(25))).vpd.confidence, Confidence::none)
      << "too far apart to put together";
  EXPECT_EQ(quantities(t(25), rh(100)).vpd.confidence, Confidence::estimated);
  EXPECT_EQ(quantities(t(25), rh(60)).frost_minimum.confidence, Confidence::none);
  EXPECT_EQ(quantities(t(25), rh(60)).wet_hours.confidence, Confidence::none) << "no wetness data: not dry";
}

TEST(AirQuantitiesOf, ProjectsAFall) {
  EXPECT_NEAR(quantities(t(6), {}, t(8, hours(1))).frost_minimum.value, 2, 1e-9);
}

TEST(DerivedReadingOf, HasTheTimeOfItsOldestInput) {
  const AirQuantities c = quantities(t(25, minutes(1)), rh(60, minutes(5)));
  EXPECT_EQ(derived_reading_of(c, "vpd")->time, now - minutes(5));
  EXPECT_EQ(evaluated_for(c, "vpd", now).size(), 2u);
  EXPECT_EQ(evaluated_for(c, "vpd", now)[1].age, minutes(5));
  EXPECT_FALSE(derived_reading_of(c, "frost_minimum"));
  EXPECT_FALSE(derived_reading_of(c, "air_temperature"));
}

TEST(IsDerived, AcceptsEveryDerivedQuantity) {
  for (const auto name : derived_quantities)
    EXPECT_TRUE(is_derived(name) && derived(AirQuantities{}, name)) << name;
  EXPECT_FALSE(is_derived("air_temperature"));
}

}  // namespace
}  // namespace cunkou::rules
