#pragma once
// Lets time pass inside a greenhouse.

#include "simulator/climate/greenhouse.hpp"

namespace cunkou::climate {

// Any step gives a stable answer (each balance is solved implicitly); up to a minute it is also a good one.
void advance(Conditions&, const Greenhouse&, const Openings&, const Weather&, Duration step);

// A watering fills the soil to its field capacity.
void water(Conditions&, const Greenhouse&);

}  // namespace cunkou::climate
