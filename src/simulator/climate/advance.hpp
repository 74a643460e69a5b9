#pragma once
// Advances the conditions inside a greenhouse in time.

#include "simulator/climate/solar_greenhouse.hpp"

namespace cunkou::climate {

// Stable for any step, since each balance is solved implicitly; accurate up to one minute.
void advance(Conditions&, const Greenhouse&, const Openings&, const Weather&, Duration step);

// Irrigates: fills the soil to its field capacity.
void water(Conditions&, const Greenhouse&);

}  // namespace cunkou::climate
