#pragma once
// The weather of a made-up year at Wubu (37.5 N, 110.7 E), a function of the instant and a seed alone.

#include <cstdint>

#include "base/instant.hpp"

namespace cunkou::climate {

struct Weather {
  double air_temperature = 0;  // degrees C
  double vapour_g_m3 = 0;      // absolute humidity
  double solar_w_m2 = 0;       // on a film that slopes 30 degrees to the south
  double wind_m_s = 0;
};

// Sine of the sun's height over the horizon; below 0 at night.
double sun_height(Instant);

Weather weather_at(Instant, std::uint64_t seed);

// Water vapour that air of this temperature can hold, g/m3 (Tetens over water, ideal gas).
double saturation_g_m3(double temperature);

}  // namespace cunkou::climate
