#include "sensing/agronomy/wetness.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "sensing/agronomy/humidity.hpp"

namespace cunkou::agronomy {
namespace {

double logistic(double x) { return 1 / (1 + std::exp(-x)); }

bool two_days(std::span<const BlightDay> days, double hours) {
  if (days.size() < 2) return false;
  return std::ranges::all_of(
      days.last(2), [&](const BlightDay& d) { return d.min_celsius >= 10 && d.humid_hours >= hours; });
}

// Hours at which severity 1, 2, 3, 4 begin, for mean temperatures above `over` and up to `to`.
struct Severities {
  double over, to;
  std::array<int, 4> from_hours;
};

int severity(std::span<const Severities> table, double celsius, int hours) {
  for (const auto& row : table) {
    if (celsius <= row.over || celsius > row.to) continue;
    return static_cast<int>(std::ranges::count_if(row.from_hours, [&](int from) { return hours >= from; }));
  }
  return 0;
}

constexpr int never = 1000;
constexpr Severities wallin[] = {
    {7.2, 12.2, {16, 19, 22, never}}, {12.2, 15.5, {13, 16, 19, 22}}, {15.5, 26.6, {10, 13, 16, 19}}};
constexpr Severities tomcast[] = {{13, 18, {7, 16, 21, never}},
                                  {18, 21, {4, 9, 16, 23}},
                                  {21, 26, {3, 6, 13, 21}},
                                  {26, 60, {4, 9, 16, 23}}};

}  // namespace

bool leaf_wet(double celsius, double humidity) {
  const auto dew = dew_point(celsius, humidity).get();
  return dew && celsius - *dew <= wet_gap;
}

double grey_mould_strawberry(const WetSpell& s) {
  const double w = s.hours, t = s.mean_celsius;
  return logistic(-4.268 - 0.0901 * w + 0.0294 * w * t - 2.35e-5 * w * t * t * t);
}

double anthracnose_strawberry(const WetSpell& s) {
  const double w = s.hours, t = s.mean_celsius;
  return logistic(-3.70 + 0.33 * w - 0.069 * w * t + 0.0050 * w * t * t - 0.93e-4 * w * t * t * t);
}

bool grey_mould_cucumber(std::span<const GreyMouldDay> week) {
  if (week.size() < 7) return false;
  double wet = 0, mild = 0;
  for (const auto& day : week.last(7)) {
    wet += day.wet_hours;
    mild += day.mild_night_hours;
  }
  return wet / 7 > 7 && mild / 7 > 9.5;
}

bool late_blight_smith(std::span<const BlightDay> days) { return two_days(days, 11); }
bool late_blight_hutton(std::span<const BlightDay> days) { return two_days(days, 6); }
int late_blight_severity(double celsius, int hours) { return severity(wallin, celsius, hours); }
int early_blight_severity(double celsius, int hours) { return severity(tomcast, celsius, hours); }

void WetSpellSum::add(Instant at, double celsius, double humidity) {
  const bool wet = leaf_wet(celsius, humidity);
  const Duration since = seen_ ? at - last_ : Duration{0};
  if (seen_ && since <= Duration{0}) return;
  const double passed = static_cast<double>(since.count()) / 3'600'000.0;
  if (since > gap_max) {
    if (hours_ > 0) confidence_ = Confidence::estimated;
  } else if (wet && wet_) {
    hours_ += passed;
    degree_hours_ += passed * celsius;
  } else if (!wet) {
    dry_hours_ += passed;
  }
  if (wet) dry_hours_ = 0;
  if (dry_hours_ > static_cast<double>(joined.count()) / 3'600'000.0) {
    hours_ = degree_hours_ = 0;
    confidence_ = Confidence::measured;
  }
  seen_ = true;
  wet_ = wet;
  last_ = at;
}

WetSpell WetSpellSum::spell() const { return {hours_, hours_ > 0 ? degree_hours_ / hours_ : 0}; }

}  // namespace cunkou::agronomy
