#pragma once
// Simulates a greenhouse with its household over a period and yields what its sensors measure.

#include <functional>

#include "simulator/climate/measure.hpp"
#include "simulator/climate/solar_greenhouse.hpp"

namespace cunkou::climate {

struct Moment {
  Instant time;
  Measurement measured;
  Openings open;
};

struct Inside {  // the complete state between two steps
  Conditions conditions;
  Openings open;
};

// Steps of one minute from `from` (truncated to the minute) until before `to`. Simulates some days
// beforehand, so that the result does not depend on where the period starts. `weather_seed` is the village's:
// its greenhouses share the weather. Takes about 0.3 us a minute.
Inside simulate(const Greenhouse&, std::uint64_t weather_seed, Instant from, Instant to,
                const std::function<void(const Moment&)>& on_moment = {});

}  // namespace cunkou::climate
