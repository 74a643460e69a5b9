#include "simulator/climate/simulate.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

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

}  // namespace
}  // namespace cunkou::climate
