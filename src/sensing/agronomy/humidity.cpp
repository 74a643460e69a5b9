#include "sensing/agronomy/humidity.hpp"

#include <cmath>

namespace cunkou::agronomy {
namespace {

bool is_humidity(double humidity) { return humidity > 0 && humidity <= 100; }
Confidence confidence_of(double humidity) {
  return humidity > 99 ? Confidence::estimated : Confidence::measured;
}

double coefficient(Ventilation ventilation) {
  switch (ventilation) {
    case Ventilation::forced:
      return 0.000662;
    case Ventilation::natural:
      return 0.0008;
    case Ventilation::indoors:
      return 0.0012;
  }
  return 0.000662;
}

}  // namespace

double saturation_kpa(double t) { return 0.6108 * std::exp(17.27 * t / (t + 237.3)); }
double saturation_slope(double t) { return 4098 * saturation_kpa(t) / ((t + 237.3) * (t + 237.3)); }
double air_pressure_kpa(double altitude_m) {
  return 101.3 * std::pow((293 - 0.0065 * altitude_m) / 293, 5.26);
}
double vapour_kpa(double t, double humidity) { return saturation_kpa(t) * humidity / 100; }

DerivedValue vpd_kpa(double t, double humidity) {
  if (!(humidity >= 0 && humidity <= 100)) return {};
  return {saturation_kpa(t) * (1 - humidity / 100), confidence_of(humidity)};
}

DerivedValue dew_point(double t, double humidity) {
  if (!is_humidity(humidity)) return {};
  constexpr double a = 17.62, b = 243.12;
  const double g = std::log(humidity / 100) + a * t / (b + t);
  return {b * g / (a - g), confidence_of(humidity)};
}

DerivedValue wet_bulb(double t, double humidity, double altitude_m, Ventilation ventilation) {
  if (!is_humidity(humidity)) return {};
  const double gamma = coefficient(ventilation) * air_pressure_kpa(altitude_m);
  const double ea = vapour_kpa(t, humidity);
  double low = t - 40, high = t;
  for (int i = 0; i < 50; ++i) {
    const double tw = (low + high) / 2;
    (saturation_kpa(tw) - gamma * (t - tw) > ea ? high : low) = tw;
  }
  return {(low + high) / 2, confidence_of(humidity)};
}

DerivedValue wet_bulb_stull(double t, double rh) {
  if (!(rh >= 5 && rh <= 99 && t >= -20 && t <= 50)) return {};
  return {t * std::atan(0.151977 * std::sqrt(rh + 8.313659)) + std::atan(t + rh) - std::atan(rh - 1.676331) +
              0.00391838 * std::pow(rh, 1.5) * std::atan(0.023101 * rh) - 4.686035,
          Confidence::estimated};
}

}  // namespace cunkou::agronomy
