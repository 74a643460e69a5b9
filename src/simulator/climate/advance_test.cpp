#include "simulator/climate/advance.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "simulator/climate/measure.hpp"

namespace cunkou::climate {
namespace {

struct AdvanceTest : ::testing::Test {
  Greenhouse greenhouse;
  Weather noon{.air_temperature = 2, .vapour_g_m3 = 2, .solar_w_m2 = 450, .wind_m_s = 1};
  Weather night{.air_temperature = -10, .vapour_g_m3 = 1.5, .solar_w_m2 = 0, .wind_m_s = 1};
  Conditions warm{.air_temperature = 26,
                  .vapour_g_m3 = 20,
                  .wall_temperature = 20,
                  .surface_temperature = 20,
                  .soil_temperature = 17,
                  .soil_moisture = 28};

  Conditions after(Conditions in, Openings open, const Weather& out, int hours_long = 1) const {
    for (int minute = 0; minute < hours_long * 60; ++minute) advance(in, greenhouse, open, out, minutes(1));
    return in;
  }
};

TEST_F(AdvanceTest, OpenVentCoolsAndDries) {
  const Conditions shut = after(warm, {.vent = 0, .shutter = 100}, noon);
  const Conditions open = after(warm, {.vent = 100, .shutter = 100}, noon);
  EXPECT_LT(open.air_temperature, shut.air_temperature - 4);
  EXPECT_LT(relative_humidity(open), relative_humidity(shut) - 10);
}

TEST_F(AdvanceTest, VentTakesEffectWithinMinutes) {
  Conditions in = after(warm, {.vent = 0, .shutter = 100}, noon);
  const double before = in.air_temperature;
  for (int minute = 0; minute < 5; ++minute)
    advance(in, greenhouse, {.vent = 100, .shutter = 100}, noon, minutes(1));
  EXPECT_LT(in.air_temperature, before - 1.5);
}

TEST_F(AdvanceTest, QuiltKeepsTheWarmth) {
  const Conditions bare = after(warm, {.vent = 0, .shutter = 100}, night, 8);
  const Conditions covered = after(warm, {.vent = 0, .shutter = 0}, night, 8);
  EXPECT_GT(covered.air_temperature, bare.air_temperature + 3);
}

TEST_F(AdvanceTest, QuiltByDayKeepsItDarkAndCool) {
  const Conditions dark = after(warm, {.vent = 0, .shutter = 0}, noon, 3);
  const Conditions lit = after(warm, {.vent = 0, .shutter = 100}, noon, 3);
  EXPECT_LT(dark.air_temperature, lit.air_temperature - 3);
  EXPECT_EQ(measure(dark, greenhouse, {.vent = 0, .shutter = 0}, noon, {0}).solar_radiation, 0);
}

TEST_F(AdvanceTest, SunDriesTheSoilUntilIrrigation) {
  Conditions in = after(warm, {.vent = 20, .shutter = 100}, noon, 8);
  EXPECT_LT(in.soil_moisture, warm.soil_moisture - 0.2);
  EXPECT_GT(in.soil_moisture, warm.soil_moisture - 5);
  water(in, greenhouse);
  EXPECT_EQ(in.soil_moisture, greenhouse.field_capacity);
}

TEST_F(AdvanceTest, SoilFollowsTheAirWithADelay) {
  const Conditions in = after(warm, {.vent = 0, .shutter = 100}, noon);
  EXPECT_GT(in.surface_temperature - warm.surface_temperature, in.soil_temperature - warm.soil_temperature);
}

TEST_F(AdvanceTest, IsStableInLongSteps) {
  advance(warm, greenhouse, {.vent = 100, .shutter = 100}, noon, hours(6));
  EXPECT_GT(warm.air_temperature, 0);
  EXPECT_LT(warm.air_temperature, 40);
  EXPECT_GT(warm.vapour_g_m3, 0);
}

}  // namespace
}  // namespace cunkou::climate
