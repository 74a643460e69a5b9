#include "simulator/climate/live_through.hpp"

#include "simulator/climate/advance.hpp"
#include "simulator/climate/tend.hpp"

namespace cunkou::climate {
namespace {

// Longer than the time constant of the wall and the longest interval between two irrigations.
constexpr Duration lived_in = days(12);

Conditions at_rest(const Greenhouse& house, const Weather& out) {
  Conditions in;
  in.soil_moisture = house.field_capacity;
  const double warm = out.air_temperature + 10;
  in.air_temperature = in.wall_temperature = in.surface_temperature = in.soil_temperature = warm;
  in.vapour_g_m3 = 0.8 * saturation_g_m3(warm);
  return in;
}

void handle(Inside& inside, const Greenhouse& house, const Handling& done) {
  if (done.vent) inside.open.vent = *done.vent;
  if (done.shutter) inside.open.shutter = *done.shutter;
  if (done.watering) water(inside.conditions, house);
}

}  // namespace

Inside live_through(const Greenhouse& house, std::uint64_t weather_seed, Instant from, Instant to,
                    const std::function<void(const Moment&)>& told) {
  const Duration step = minutes(1);
  const Instant first{from.ms / step.count() * step.count()};
  Inside inside{at_rest(house, weather_at(first - lived_in, weather_seed)), {}};
  for (Instant now = first - lived_in; now < to; now = now + step) {
    const Weather out = weather_at(now, weather_seed);
    handle(inside, house, tend(inside.conditions, house, inside.open, out, now));
    advance(inside.conditions, house, inside.open, out, step);
    if (told && now >= first) {
      told({now, measure(inside.conditions, house, inside.open, out, now), inside.open});
    }
  }
  return inside;
}

}  // namespace cunkou::climate
