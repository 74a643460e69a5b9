#include "sensing/agronomy/humidity.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace cunkou::agronomy {
namespace {

struct Row {
  double t, rh, vpd, dew, stull, sea, at_800m;
};

// Computed from the published equations. Columns: VPD in kPa, dew point (WMO), wet bulb by Stull,
// psychrometric wet bulb at 101.3 kPa and at 800 m.
constexpr Row rows[] = {
    {20, 50, 1.1691, 9.255, 13.699, 13.841, 13.613},  {25, 60, 1.2671, 16.693, 19.503, 19.513, 19.348},
    {30, 50, 2.1215, 18.441, 22.297, 22.062, 21.846}, {5, 40, 0.5234, -7.505, 0.121, 0.653, 0.408},
    {0, 80, 0.1222, -3.040, -1.672, -1.111, -1.176},  {-2, 70, 0.1582, -6.745, -4.215, -3.518, -3.613},
};

TEST(Humidity, MatchesTheTable) {
  for (const auto& row : rows) {
    SCOPED_TRACE(row.t);
    EXPECT_NEAR(vpd_kpa(row.t, row.rh).value, row.vpd, 0.0001);
    EXPECT_NEAR(dew_point(row.t, row.rh).value, row.dew, 0.001);
    EXPECT_NEAR(wet_bulb_stull(row.t, row.rh).value, row.stull, 0.001);
    EXPECT_NEAR(wet_bulb(row.t, row.rh, 0).value, row.sea, 0.001);
    EXPECT_NEAR(wet_bulb(row.t, row.rh, 800).value, row.at_800m, 0.001);
  }
}

TEST(Humidity, MatchesTheGreenhouseExamples) {
  EXPECT_NEAR(vpd_kpa(25, 95).value, 0.158, 0.001);
  EXPECT_NEAR(vpd_kpa(30, 60).value, 1.697, 0.001);
}

TEST(AirPressure, FallsWithAltitude) {
  EXPECT_NEAR(air_pressure_kpa(0), 101.3, 0.01);
  EXPECT_NEAR(air_pressure_kpa(800), 92.2, 0.05);
  EXPECT_NEAR(0.000665 * air_pressure_kpa(800), 0.0613, 0.0001);
}

TEST(SaturationSlope, IsTheDerivative) {
  EXPECT_NEAR(saturation_slope(20), (saturation_kpa(20.001) - saturation_kpa(19.999)) / 0.002, 1e-5);
}

TEST(Humidity, ReturnsNoneForAnImpossibleHumidity) {
  EXPECT_EQ(vpd_kpa(20, 101).confidence, Confidence::none);
  EXPECT_EQ(vpd_kpa(20, std::nan("")).confidence, Confidence::none);
  EXPECT_EQ(dew_point(20, 0).confidence, Confidence::none);
  EXPECT_EQ(wet_bulb(20, 120, 800).confidence, Confidence::none);
  EXPECT_EQ(wet_bulb_stull(20, 4).confidence, Confidence::none);
}

TEST(VpdKpa, IsEstimatedForASaturatedSensor) {
  EXPECT_EQ(vpd_kpa(20, 98).confidence, Confidence::measured);
  EXPECT_EQ(vpd_kpa(20, 100).confidence, Confidence::estimated);
  EXPECT_NEAR(dew_point(12, 100).value, 12, 1e-9);
}

}  // namespace
}  // namespace cunkou::agronomy
