#include "simulator/climate/simulate.hpp"

#include "simulator/climate/advance.hpp"
#include "simulator/climate/tend.hpp"

namespace cunkou::climate {
namespace {

// Longer than the time constant of the wall and the longest interval between two irrigations.
constexpr Duration warm_up = days(12);

Conditions at_rest(const Greenhouse& greenhouse, const Weather& out) {
  Conditions in;
  in.soil_moisture = greenhouse.field_capacity;
  const double warm = out.air_temperature + 10;
  in.air_temperature = in.wall_temperature = in.surface_temperature = in.soil_temperature = warm;
  in.vapour_g_m3 = 0.8 * saturation_g_m3(warm);
  return in;
}

void handle(Inside& inside, const Greenhouse& greenhouse, const Handling& done) {
  if (done.vent) inside.open.vent = *done.vent;
  if (done.shutter) inside.open.shutter = *done.shutter;
  if (done.watering) water(inside.conditions, greenhouse);
}

}  // namespace

Inside simulate(const Greenhouse& greenhouse, std::uint64_t weather_seed, Instant from, Instant to,
                const std::function<void(const Moment&)>& on_moment) {
  const Duration step = minutes(1);
  const Instant first{from.ms / step.count() * step.count()};
  Inside inside{at_rest(greenhouse, weather_at(first - warm_up, weather_seed)), {}};
  for (Instant now = first - warm_up; now < to; now = now + step) {
    const Weather out = weather_at(now, weather_seed);
    handle(inside, greenhouse, tend(inside.conditions, greenhouse, inside.open, out, now));
    advance(inside.conditions, greenhouse, inside.open, out, step);
    if (on_moment && now >= first) {
      on_moment({now, measure(inside.conditions, greenhouse, inside.open, out, now), inside.open});
    }
  }
  return inside;
}

}  // namespace cunkou::climate
