#include "simulator/climate/tend.hpp"

namespace cunkou::climate {
namespace {

constexpr int watering_hour = 10;
// Outdoor temperature, degrees C, above which the household leaves the quilt up.
constexpr double mild_night = 12;

std::optional<double> shutter_wanted(const Greenhouse& greenhouse, const Openings& open, const Weather& out,
                                     double hour) {
  const bool day = hour >= greenhouse.shutter_up_hour && hour < greenhouse.shutter_down_hour;
  if (day || out.air_temperature > mild_night + 2)
    return open.shutter < 100 ? std::optional(100.0) : std::nullopt;
  return open.shutter > 0 && out.air_temperature < mild_night ? std::optional(0.0) : std::nullopt;
}

std::optional<double> vent_wanted(const Conditions& in, const Greenhouse& greenhouse, const Openings& open) {
  if (in.air_temperature > greenhouse.vent_above + 3 && open.vent < 100) return 100;
  if (in.air_temperature > greenhouse.vent_above && open.vent < 50) return 50;
  if (in.air_temperature < greenhouse.vent_below && open.vent > 0) return 0;
  return {};
}

std::int64_t day_number(Instant t) { return (t + hours(8)).ms / days(1).count(); }

}  // namespace

Handling tend(const Conditions& in, const Greenhouse& greenhouse, const Openings& open, const Weather& out,
              Instant now) {
  const LocalTime local = in_shanghai(now);
  const double hour = local.hour + local.minute / 60.0;
  Handling done;
  done.shutter = shutter_wanted(greenhouse, open, out, hour);
  done.vent = vent_wanted(in, greenhouse, open);
  done.watering = local.hour == watering_hour && local.minute == 0 &&
                  (day_number(now) + greenhouse.watering_offset) % greenhouse.watering_days == 0;
  return done;
}

}  // namespace cunkou::climate
