#include "simulator/climate/simulate.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "simulator/climate/advance.hpp"

namespace cunkou::climate {
namespace {

Instant at(const char* text) { return parse_instant(text).value(); }

std::vector<Moment> moments(const Greenhouse& greenhouse, Instant from, Instant to) {
  std::vector<Moment> out;
  simulate(greenhouse, 7, from, to, [&](const Moment& m) { out.push_back(m); });
  return out;
}

TEST(Simulate, YieldsEveryMinuteDeterministically) {
  const Greenhouse greenhouse = build_greenhouse(7, 3);
  const auto once = moments(greenhouse, at("2026-01-10T00:00:30Z"), at("2026-01-10T02:00:00Z"));
  const auto again = moments(greenhouse, at("2026-01-10T00:00:00Z"), at("2026-01-10T02:00:00Z"));
  ASSERT_EQ(once.size(), 120U);
  for (std::size_t i = 0; i < once.size(); ++i) {
    EXPECT_EQ(once[i].time, again[i].time);
    EXPECT_EQ(once[i].measured.air_temperature, again[i].measured.air_temperature);
  }
}

TEST(Simulate, StaysInRealisticRangesAllYear) {
  const Greenhouse greenhouse = build_greenhouse(7, 1);
  double coldest = 99, hottest = -99;
  simulate(greenhouse, 7, at("2026-01-01T00:00:00Z"), at("2027-01-01T00:00:00Z"), [&](const Moment& m) {
    coldest = std::min(coldest, m.measured.air_temperature);
    hottest = std::max(hottest, m.measured.air_temperature);
    EXPECT_GE(m.measured.relative_humidity, 0);
    EXPECT_LE(m.measured.relative_humidity, 100);
    EXPECT_LE(m.measured.solar_radiation, 120'000);
    EXPECT_GE(m.measured.soil_moisture, 5);
  });
  EXPECT_GT(coldest, -3);
  EXPECT_LT(coldest, 12);
  EXPECT_GT(hottest, 30);
  EXPECT_LT(hottest, 50);
}

TEST(Simulate, WarmsByDayAndCoolsByNight) {
  const auto day =
      moments(build_greenhouse(7, 1), at("2026-01-10T00:00:00+08:00"), at("2026-01-11T00:00:00+08:00"));
  const auto mean = [&](std::size_t from_hour, std::size_t to_hour) {
    double sum = 0;
    for (std::size_t i = from_hour * 60; i < to_hour * 60; ++i) sum += day[i].measured.air_temperature;
    return sum / static_cast<double>((to_hour - from_hour) * 60);
  };
  EXPECT_GT(mean(11, 15), mean(3, 7) + 4);
  EXPECT_EQ(day[3 * 60].measured.solar_radiation, 0);
  EXPECT_GT(day[12 * 60].measured.solar_radiation, 1000);
}

TEST(BuildGreenhouse, DiffersByNumber) {
  const Instant from = at("2026-01-10T04:00:00Z"), to = at("2026-01-10T04:01:00Z");
  EXPECT_NE(moments(build_greenhouse(7, 1), from, to)[0].measured.air_temperature,
            moments(build_greenhouse(7, 2), from, to)[0].measured.air_temperature);
}

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
