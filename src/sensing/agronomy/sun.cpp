#include "sensing/agronomy/sun.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace cunkou::agronomy {
namespace {

constexpr double pi = std::numbers::pi;
constexpr double radians = pi / 180;
constexpr double beijing_meridian = 120;

double declination(int day_of_year) {
  const double g = 2 * pi * (day_of_year - 1) / 365;
  return 0.006918 - 0.399912 * std::cos(g) + 0.070257 * std::sin(g) - 0.006758 * std::cos(2 * g) +
         0.000907 * std::sin(2 * g) - 0.002697 * std::cos(3 * g) + 0.00148 * std::sin(3 * g);
}

double equation_of_time_h(int day_of_year) {
  const double b = 2 * pi * (day_of_year - 81) / 364;
  return 0.1645 * std::sin(2 * b) - 0.1255 * std::cos(b) - 0.025 * std::sin(b);
}

double into_day(double hour) { return hour - 24 * std::floor(hour / 24); }

// `from` and `to` in hours; `from` may be later than `to`, across midnight.
Segment segment_of(double hour, double sunrise, double noon, double sunset) {
  if (hour >= sunrise && hour < noon) return Segment::morning;
  if (hour >= noon && hour < sunset) return Segment::afternoon;
  const double night = 24 - (sunset - sunrise);
  return into_day(hour - sunset) < night / 2 ? Segment::evening : Segment::late_night;
}

}  // namespace

SolarDay solar_day(double latitude, int day_of_year) {
  const double phi = latitude * radians, delta = declination(day_of_year);
  const double cosine =
      (std::sin(-0.8333 * radians) - std::sin(phi) * std::sin(delta)) / (std::cos(phi) * std::cos(delta));
  const double half = 12 * std::acos(std::clamp(cosine, -1.0, 1.0)) / pi;
  return {12 - half, 12 + half, 2 * half};
}

double solar_hour(const Site& site, Instant at) {
  const LocalTime local = in_shanghai(at);
  const double clock = local.hour + local.minute / 60.0 + local.second / 3600.0;
  return into_day(clock + (site.longitude - beijing_meridian) / 15 + equation_of_time_h(local.day_of_year));
}

std::string_view name(Segment segment) {
  switch (segment) {
    case Segment::morning:
      return "morning";
    case Segment::afternoon:
      return "afternoon";
    case Segment::evening:
      return "evening";
    case Segment::late_night:
      return "late_night";
  }
  return "morning";
}

Segment segment_at(const Site& site, Instant at) {
  const SolarDay day = solar_day(site.latitude, in_shanghai(at).day_of_year);
  return segment_of(solar_hour(site, at), day.sunrise_h, 12, day.sunset_h);
}

Segment segment_by_clock(int day_from_min, int day_to_min, Instant at) {
  const LocalTime local = in_shanghai(at);
  const double from = day_from_min / 60.0, to = day_to_min / 60.0;
  return segment_of(local.hour + local.minute / 60.0, from, (from + to) / 2, to);
}

}  // namespace cunkou::agronomy
