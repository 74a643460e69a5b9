#pragma once
// Frost: forecast of the night's minimum, critical temperatures of buds, start of sprinkling, and projection
// of a falling greenhouse temperature. Degrees Celsius.
//
// Sources: Snyder & de Melo-Abreu 2005 (FAO), "Frost Protection", minimum forecast by stepwise regression;
// WSU EB0419 (Ballard et al.) as reprinted by Utah State and Penn State; FAO Irrigation and Drainage Paper
// 56, eq 15.

#include <optional>
#include <span>
#include <string_view>

#include "base/instant.hpp"
#include "sensing/agronomy/confidence.hpp"

namespace cunkou::agronomy {

// One clear, calm night (wind under 2 m/s) at the village: air temperature and dew point two hours after
// sunset, and the minimum that followed.
struct FrostNight {
  double dusk = 0, dusk_dew_point = 0, minimum = 0;
};

struct FrostModel {
  double b1 = 0, a1 = 0;  // minimum as a function of dusk temperature: b1 + a1 * dusk
  double b2 = 0, a2 = 0;  // residual as a function of the dew point: b2 + a2 * dew point
};

// nullopt for fewer than eight nights, or if the nights do not differ.
std::optional<FrostModel> fit_frost_model(std::span<const FrostNight>);
DerivedValue forecast_minimum(const FrostModel&, double dusk, double dusk_dew_point);

enum class Fruit { apple, pear };
enum class FrostClass { none, some_killed, most_killed };  // 10 % and 90 % of buds, 30 minutes' exposure
// Stages as in the table: "silver_tip", "green_tip", "half_inch_green", "tight_cluster", "first_pink",
// "bloom" (apple); "scales_separating", "buds_exposed", "tight_cluster", "first_white", "full_white",
// "first_bloom", "bloom" (pear). Returns classes only, since the source gives no values between 10 % and 90
// %. nullopt for an unknown stage.
std::optional<FrostClass> frost_class(Fruit, std::string_view stage, double celsius);

// Air temperature at which the wet bulb equals the critical temperature: sprinkling starts at or above it.
double sprinkler_start(double critical, double dew_point, double altitude_m);

// Extrapolates a falling temperature by `ahead` along the line through two readings; the result is estimated.
// Never projects a rise. Confidence none for readings less than 10 minutes apart. A design rule, not from
// literature.
struct Point {
  Instant time;
  double celsius = 0;
};
DerivedValue projected(const Point& before, const Point& now, Duration ahead);

}  // namespace cunkou::agronomy
