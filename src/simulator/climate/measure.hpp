#pragma once
// Sensor readings of a greenhouse: one decimal and slight noise, as common RS485 probes deliver.

#include "simulator/climate/solar_greenhouse.hpp"

namespace cunkou::climate {

// Members are named after the quantities of the profile `greenhouse`.
struct Measurement {
  double air_temperature = 0;    // degrees C
  double relative_humidity = 0;  // %
  double soil_temperature = 0;   // degrees C
  double soil_moisture = 0;      // % by volume
  double solar_radiation = 0;    // lux, under the film
};

Measurement measure(const Conditions&, const Greenhouse&, const Openings&, const Weather&, Instant);

}  // namespace cunkou::climate
