#include "simulator/climate/weather.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "simulator/climate/noise.hpp"

namespace cunkou::climate {
namespace {

constexpr double pi = std::numbers::pi;
constexpr double latitude = 37.5 * pi / 180;
constexpr double slope = 30 * pi / 180;
constexpr double solar_noon = 12.62;  // Beijing time: 110.7 E lies 9.3 degrees west of the zone's meridian
constexpr double hour_ms = 3'600'000;

double hour_of_day(const LocalTime& t) { return t.hour + t.minute / 60.0 + t.second / 3600.0; }

double local_hours(Instant t) { return (static_cast<double>(t.ms) + 8 * hour_ms) / hour_ms; }

// 0 clear .. 1 overcast: fronts that last days, with clouds that last hours.
double cloudiness(Instant t, std::uint64_t seed) {
  const double hours = local_hours(t);
  const double front = smooth_noise(seed + 1, hours / 40);
  const double passing = smooth_noise(seed + 2, hours / 1.5);
  return std::clamp(1.6 * front - 0.5 + 0.5 * (passing - 0.5), 0.0, 1.0);
}

// January -7, July 25: means of the loess hills of northern Shaanxi.
double season_mean(int day_of_year) { return 9.5 - 16 * std::cos(2 * pi * (day_of_year - 20) / 365.0); }

double sun_height_at(double lat, Instant t) {
  const LocalTime local = in_shanghai(t);
  const double declination = 0.409 * std::sin(2 * pi * local.day_of_year / 365.0 - 1.39);
  const double angle = pi / 12 * (hour_of_day(local) - solar_noon);
  return std::sin(lat) * std::sin(declination) + std::cos(lat) * std::cos(declination) * std::cos(angle);
}

// A south-facing slope receives sun like level ground further south; a quarter of the light is diffuse.
double on_slope(Instant t, double height) {
  if (height <= 0) return 0;
  const double ratio = std::max(0.0, sun_height_at(latitude - slope, t)) / height;
  return 0.25 + 0.75 * std::min(ratio, 2.0);
}

}  // namespace

double sun_height(Instant t) { return sun_height_at(latitude, t); }

double saturation_g_m3(double temperature) {
  const double kpa = 0.6108 * std::exp(17.27 * temperature / (temperature + 237.3));
  return 2165 * kpa / (temperature + 273.16);
}

Weather weather_at(Instant t, std::uint64_t seed) {
  const LocalTime local = in_shanghai(t);
  const double cloud = cloudiness(t, seed);
  const double height = std::max(0.0, sun_height(t));
  const double anomaly = 8 * (smooth_noise(seed + 3, local_hours(t) / 60) - 0.5);
  const double day_swing = (6.5 - 3.5 * cloud) * std::cos(2 * pi * (hour_of_day(local) - 15) / 24);
  const double mean = season_mean(local.day_of_year) + anomaly;
  const double dew_point = mean - 9 + 5 * cloud;

  Weather out;
  out.air_temperature = mean + day_swing;
  out.vapour_g_m3 = std::min(saturation_g_m3(dew_point), saturation_g_m3(out.air_temperature));
  out.solar_w_m2 = 1020 * std::pow(height, 1.15) * on_slope(t, height) * (1 - 0.75 * std::pow(cloud, 1.5));
  out.wind_m_s = 0.5 + 3 * smooth_noise(seed + 4, local_hours(t) / 5);
  return out;
}

}  // namespace cunkou::climate
