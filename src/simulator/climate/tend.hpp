#pragma once
// Simulates the work of the household: raises the quilt in the morning, lowers it before night, and moves the
// vent by the thermometer.

#include <optional>

#include "simulator/climate/solar_greenhouse.hpp"

namespace cunkou::climate {

struct Handling {
  std::optional<double> vent, shutter;  // target of a movement that starts now, percent
  bool watering = false;
};

// Called once a minute. Sets only the openings that have to move.
Handling tend(const Conditions&, const Greenhouse&, const Openings&, const Weather&, Instant);

}  // namespace cunkou::climate
