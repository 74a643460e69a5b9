#include "simulator/climate/solar_greenhouse.hpp"

#include <algorithm>

#include "simulator/climate/noise.hpp"

namespace cunkou::climate {

Greenhouse build_greenhouse(std::uint64_t village_seed, int number) {
  const auto seed = village_seed * 1000 + static_cast<std::uint64_t>(number);
  auto between = [&, n = 0](double low, double high) mutable {
    return low + (high - low) * noise(seed, n++);
  };
  Greenhouse out;
  out.transmission = between(0.58, 0.74);
  out.leakage_per_hour = between(0.2, 0.7);
  out.vent_per_hour = between(18, 26);
  out.leaf_area = between(1.0, 3.0);
  out.field_capacity = between(27, 33);
  out.watering_days = static_cast<int>(between(3, 6));
  out.watering_offset = number;
  out.shutter_up_hour = between(8.0, 9.0);
  out.shutter_down_hour = between(16.7, 17.6);
  out.vent_above = between(26, 30);
  out.vent_below = between(20, 23);
  out.seed = seed;
  return out;
}

double relative_humidity(const Conditions& inside) {
  return std::clamp(100 * inside.vapour_g_m3 / saturation_g_m3(inside.air_temperature), 0.0, 100.0);
}

}  // namespace cunkou::climate
