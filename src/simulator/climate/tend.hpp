#pragma once
// What the household does by hand: the quilt up in the morning and down before night, the vent by the
// thermometer.

#include <optional>

#include "simulator/climate/greenhouse.hpp"

namespace cunkou::climate {

struct Handling {
  std::optional<double> vent, shutter;  // where somebody moves it to now, percent
  bool watering = false;
};

// Looked at once a minute. Says nothing about an opening that is right already.
Handling tend(const Conditions&, const Greenhouse&, const Openings&, const Weather&, Instant);

}  // namespace cunkou::climate
