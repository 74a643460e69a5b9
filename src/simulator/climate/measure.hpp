#pragma once
// What the sensors of a greenhouse say: one decimal and a little noise, as the usual RS485 probes give.

#include "simulator/climate/greenhouse.hpp"

namespace cunkou::climate {

// Named as the quantities of the profile `greenhouse`.
struct Measurement {
  double air_temperature = 0;    // degrees C
  double relative_humidity = 0;  // %
  double soil_temperature = 0;   // degrees C
  double soil_moisture = 0;      // % by volume
  double solar_radiation = 0;    // lux, under the film
};

Measurement measure(const Conditions&, const Greenhouse&, const Openings&, const Weather&, Instant);

}  // namespace cunkou::climate
