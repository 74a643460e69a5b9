#pragma once
// Lives a greenhouse through a stretch of time, its household at work, and says what its sensors would have
// told.

#include <functional>

#include "simulator/climate/greenhouse.hpp"
#include "simulator/climate/measure.hpp"

namespace cunkou::climate {

struct Moment {
  Instant time;
  Measurement measured;
  Openings open;
};

struct Inside {  // everything that a greenhouse takes along from one moment to the next
  Conditions conditions;
  Openings open;
};

// Steps of a minute from `from` (cut to the minute) until before `to`; a few days are lived in beforehand, so
// that nothing depends on where the stretch begins. `weather_seed` is the village's: all its greenhouses
// share a sky. Some 0.3 us a minute.
Inside live_through(const Greenhouse&, std::uint64_t weather_seed, Instant from, Instant to,
                    const std::function<void(const Moment&)>& told = {});

}  // namespace cunkou::climate
