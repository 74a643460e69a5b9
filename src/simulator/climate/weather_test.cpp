#include "simulator/climate/weather.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace cunkou::climate {
namespace {

Instant at(const char* text) { return parse_instant(text).value(); }

TEST(SunHeight, IsHighestAtLocalNoonInSummer) {
  const double summer = sun_height(at("2026-06-21T12:37:00+08:00"));
  EXPECT_NEAR(std::asin(summer) * 180 / 3.14159265, 90 - 37.5 + 23.4, 0.5);
  EXPECT_NEAR(std::asin(sun_height(at("2026-12-21T12:37:00+08:00"))) * 180 / 3.14159265, 90 - 37.5 - 23.4,
              0.5);
  EXPECT_LT(sun_height(at("2026-06-21T00:37:00+08:00")), 0);
}

TEST(Weather, DependsOnTheSeedAlone) {
  const Instant t = at("2026-03-01T10:00:00+08:00");
  EXPECT_EQ(weather_at(t, 5).air_temperature, weather_at(t, 5).air_temperature);
  EXPECT_NE(weather_at(t, 5).air_temperature, weather_at(t, 6).air_temperature);
}

TEST(Weather, FollowsTheSeasonsOfTheLoessHills) {
  const auto mean = [](const char* first) {
    double sum = 0;
    for (int hour = 0; hour < 24 * 30; ++hour) sum += weather_at(at(first) + hours(hour), 3).air_temperature;
    return sum / (24 * 30);
  };
  EXPECT_NEAR(mean("2026-01-05T00:00:00+08:00"), -7, 3);
  EXPECT_NEAR(mean("2026-07-05T00:00:00+08:00"), 25, 3);
}

TEST(Weather, NeverExceedsSaturation) {
  for (int hour = 0; hour < 24 * 365; hour += 5) {
    const Weather w = weather_at(at("2026-01-01T00:00:00Z") + hours(hour), 9);
    EXPECT_LE(w.vapour_g_m3, saturation_g_m3(w.air_temperature) + 1e-9);
    EXPECT_GE(w.solar_w_m2, 0);
    EXPECT_LT(w.solar_w_m2, 1300);
  }
}

TEST(Saturation, AgreesWithTheTables) {
  EXPECT_NEAR(saturation_g_m3(20), 17.3, 0.1);
  EXPECT_NEAR(saturation_g_m3(0), 4.85, 0.05);
}

}  // namespace
}  // namespace cunkou::climate
