#include "sensing/agronomy/frost.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "sensing/agronomy/humidity.hpp"

namespace cunkou::agronomy {
namespace {

constexpr std::size_t nights_min = 8;

struct Line {
  double intercept = 0, slope = 0;
};

std::optional<Line> least_squares(std::span<const double> x, std::span<const double> y) {
  const auto n = static_cast<double>(x.size());
  double sx = 0, sy = 0, sxx = 0, sxy = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    sx += x[i];
    sy += y[i];
    sxx += x[i] * x[i];
    sxy += x[i] * y[i];
  }
  const double spread = sxx - sx * sx / n;
  if (spread < 1e-9) return {};
  const double slope = (sxy - sx * sy / n) / spread;
  return Line{(sy - slope * sx) / n, slope};
}

struct Critical {
  Fruit fruit;
  std::string_view stage;
  double some, most;
};

constexpr std::array<Critical, 13> table{{
    {Fruit::apple, "silver_tip", -9.4, -16.7},
    {Fruit::apple, "green_tip", -7.8, -12.2},
    {Fruit::apple, "half_inch_green", -5.0, -9.4},
    {Fruit::apple, "tight_cluster", -2.8, -6.1},
    {Fruit::apple, "first_pink", -2.2, -4.4},
    {Fruit::apple, "bloom", -2.2, -3.9},
    {Fruit::pear, "scales_separating", -9.4, -17.8},
    {Fruit::pear, "buds_exposed", -6.7, -14.4},
    {Fruit::pear, "tight_cluster", -4.4, -9.4},
    {Fruit::pear, "first_white", -3.9, -7.2},
    {Fruit::pear, "full_white", -3.3, -5.6},
    {Fruit::pear, "first_bloom", -2.8, -5.0},
    {Fruit::pear, "bloom", -2.2, -4.4},
}};

}  // namespace

std::optional<FrostModel> fit_frost_model(std::span<const FrostNight> nights) {
  if (nights.size() < nights_min) return {};
  std::vector<double> dusk, dew, minimum;
  for (const auto& night : nights) {
    dusk.push_back(night.dusk);
    dew.push_back(night.dusk_dew_point);
    minimum.push_back(night.minimum);
  }
  const auto first = least_squares(dusk, minimum);
  if (!first) return {};
  for (std::size_t i = 0; i < minimum.size(); ++i) minimum[i] -= first->intercept + first->slope * dusk[i];
  const auto second = least_squares(dew, minimum);
  if (!second) return {};
  return FrostModel{first->intercept, first->slope, second->intercept, second->slope};
}

DerivedValue forecast_minimum(const FrostModel& m, double dusk, double dusk_dew_point) {
  return {m.b1 + m.a1 * dusk + m.b2 + m.a2 * dusk_dew_point, Confidence::estimated};
}

std::optional<FrostClass> frost_class(Fruit fruit, std::string_view stage, double celsius) {
  for (const auto& row : table)
    if (row.fruit == fruit && row.stage == stage)
      return celsius <= row.most   ? FrostClass::most_killed
             : celsius <= row.some ? FrostClass::some_killed
                                   : FrostClass::none;
  return {};
}

double sprinkler_start(double critical, double dew_point, double altitude_m) {
  const double dryness = saturation_kpa(critical) - saturation_kpa(dew_point);
  return critical + dryness / (0.000662 * air_pressure_kpa(altitude_m));
}

DerivedValue projected(const Point& before, const Point& now, Duration ahead) {
  const Duration apart = now.time - before.time;
  if (apart < minutes(10)) return {};
  const double slope = (now.celsius - before.celsius) / static_cast<double>(apart.count());
  return {now.celsius + std::min(0.0, slope) * static_cast<double>(ahead.count()), Confidence::estimated};
}

}  // namespace cunkou::agronomy
