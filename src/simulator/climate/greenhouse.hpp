#pragma once
// A solar greenhouse (日光温室): a south-facing film over beds, a thick north wall that stores heat, a vent
// along the ridge and a quilt (卷帘) that is rolled down over the film. All amounts are per square metre of
// ground.

#include <cstdint>

#include "base/instant.hpp"
#include "simulator/climate/weather.hpp"

namespace cunkou::climate {

// How one is built, and how its household runs it.
struct Greenhouse {
  double transmission = 0.68;     // of sunlight through the film
  double leakage_per_hour = 0.4;  // air changes with everything shut
  double vent_per_hour = 22;      // air changes with the vent wide open
  double leaf_area = 2;           // m2 of leaves: how much the crop transpires
  double field_capacity = 30;     // soil moisture after watering, % by volume
  int watering_days = 4;          // waters every so many days
  int watering_offset = 0;
  double shutter_up_hour = 8.4;  // Beijing time
  double shutter_down_hour = 17.2;
  double vent_above = 28;  // opens the vent above this air temperature
  double vent_below = 22;  // and shuts it below this one
  std::uint64_t seed = 0;  // of its sensors' noise
};

// The greenhouse of this number in the village of this seed: no two alike.
Greenhouse build_greenhouse(std::uint64_t village_seed, int number);

// What the air, the wall and the soil are like.
struct Conditions {
  double air_temperature = 15;
  double vapour_g_m3 = 10;
  double wall_temperature = 15;
  double surface_temperature = 15;  // soil, first centimetres
  double soil_temperature = 15;     // soil at the probe's depth, 15 cm
  double soil_moisture = 28;        // % by volume
};

// Percent: 0 shut .. 100 wide open. The shutter's 100 is rolled up (day), its 0 is down over the film
// (night).
struct Openings {
  double vent = 0;
  double shutter = 100;
};

double relative_humidity(const Conditions&);  // %

}  // namespace cunkou::climate
