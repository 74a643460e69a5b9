#include "simulator/climate/measure.hpp"

#include <algorithm>
#include <cmath>

#include "simulator/climate/noise.hpp"

namespace cunkou::climate {
namespace {

constexpr double lux_per_w_m2 = 118;  // daylight

// Division yields the double nearest to the decimal; multiplication by 0.1 would not.
double one_decimal(double value) { return std::round(value * 10) / 10 + 0.0; }

}  // namespace

Measurement measure(const Conditions& in, const Greenhouse& greenhouse, const Openings& open,
                    const Weather& out, Instant now) {
  auto jitter = [&, n = now.ms / 1000 * 8](double width) mutable {
    return width * (noise(greenhouse.seed, n++) - 0.5);
  };
  const double light = out.solar_w_m2 * greenhouse.transmission * open.shutter / 100 * lux_per_w_m2;
  return {.air_temperature = one_decimal(in.air_temperature + jitter(0.2)),
          .relative_humidity = one_decimal(std::clamp(relative_humidity(in) + jitter(0.8), 0.0, 100.0)),
          .soil_temperature = one_decimal(in.soil_temperature + jitter(0.1)),
          .soil_moisture = one_decimal(in.soil_moisture + jitter(0.2)),
          .solar_radiation = 10 * std::round(light * (1 + jitter(0.02)) / 10)};
}

}  // namespace cunkou::climate
