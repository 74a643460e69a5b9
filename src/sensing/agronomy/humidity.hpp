#pragma once
// Humidity of the air. Temperatures in degrees Celsius, relative humidity in percent, pressures in kPa,
// altitude in metres. Saturation is over water, also below 0 degrees (ice is not modelled).
//
// Sources: FAO Irrigation and Drainage Paper 56 (Allen et al. 1998), equations 7, 8, 11, 13, 15, 16; WMO
// Guide to Instruments (dew-point constants over water); Stull 2011, J. Appl. Meteorol. Climatol.

#include "sensing/agronomy/confidence.hpp"

namespace cunkou::agronomy {

double saturation_kpa(double celsius);       // FAO-56 eq 11
double saturation_slope(double celsius);     // kPa per degree, FAO-56 eq 13
double air_pressure_kpa(double altitude_m);  // FAO-56 eq 7
double vapour_kpa(double celsius, double humidity);

// Vapour pressure deficit: saturation pressure minus actual pressure. A day's VPD is the mean of its hourly
// values, not the value at the mean. Confidence none for a humidity outside 0..100; estimated above 99 %,
// where a sensor may be saturated.
DerivedValue vpd_kpa(double celsius, double humidity);

// WMO constants (17.62, 243.12). Confidence none for a humidity outside (0, 100].
DerivedValue dew_point(double celsius, double humidity);

enum class Ventilation {
  forced,
  natural,
  indoors
};  // psychrometer coefficient 0.000662, 0.0008, 0.0012 (eq 16)

// Psychrometric wet bulb by bisection at local pressure. Use it near 0 degrees, where Stull's formula reads
// about half a degree too cold. Confidence none for a humidity outside (0, 100].
DerivedValue wet_bulb(double celsius, double humidity, double altitude_m, Ventilation = Ventilation::forced);

// Stull's wet bulb, for 5..99 % and -20..50 degrees at sea level; confidence none outside. Stated error:
// -1..+0.65.
DerivedValue wet_bulb_stull(double celsius, double humidity);

}  // namespace cunkou::agronomy
