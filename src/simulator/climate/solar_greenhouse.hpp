#pragma once
// Model of a solar greenhouse (日光温室): a south-facing film over beds, a thick north wall that stores heat,
// a vent along the ridge and a quilt (卷帘) that rolls down over the film. All amounts are per square metre
// of ground.

#include <cstdint>

#include "base/instant.hpp"
#include "simulator/climate/weather.hpp"

namespace cunkou::climate {

// Construction of a greenhouse and the habits of its household.
struct Greenhouse {
  double transmission = 0.68;     // share of sunlight that passes the film
  double leakage_per_hour = 0.4;  // air changes with everything closed
  double vent_per_hour = 22;      // air changes with the vent fully open
  double leaf_area = 2;           // m2 of leaves: determines transpiration
  double field_capacity = 30;     // soil moisture after irrigation, % by volume
  int watering_days = 4;          // days between irrigations
  int watering_offset = 0;
  double shutter_up_hour = 8.4;  // Beijing time
  double shutter_down_hour = 17.2;
  double vent_above = 28;  // the household opens the vent above this air temperature
  double vent_below = 22;  // and closes it below this one
  std::uint64_t seed = 0;  // of the sensors' noise
};

// The greenhouse of this number in the village of this seed. Each number differs from all others.
Greenhouse build_greenhouse(std::uint64_t village_seed, int number);

// State of air, wall and soil.
struct Conditions {
  double air_temperature = 15;
  double vapour_g_m3 = 10;
  double wall_temperature = 15;
  double surface_temperature = 15;  // top centimetres of the soil
  double soil_temperature = 15;     // soil at probe depth, 15 cm
  double soil_moisture = 28;        // % by volume
};

// Percent: 0 closed .. 100 fully open. For the shutter, 100 is rolled up (day) and 0 covers the film (night).
struct Openings {
  double vent = 0;
  double shutter = 100;
};

double relative_humidity(const Conditions&);  // %

}  // namespace cunkou::climate
