#pragma once
// Weather of a synthetic year at Wubu (37.5 N, 110.7 E), as a pure function of the instant and a seed.

#include <cstdint>

#include "base/instant.hpp"

namespace cunkou::climate {

struct Weather {
  double air_temperature = 0;  // degrees C
  double vapour_g_m3 = 0;      // absolute humidity
  double solar_w_m2 = 0;       // on a film tilted 30 degrees to the south
  double wind_m_s = 0;
};

// Sine of the sun's elevation; negative at night.
double sun_height(Instant);

Weather weather_at(Instant, std::uint64_t seed);

// Saturation density of water vapour at this temperature, g/m3 (Tetens over water, ideal gas).
double saturation_g_m3(double temperature);

}  // namespace cunkou::climate
