#pragma once
// Records where the wind comes from.

#include "core/journal/act.hpp"
#include "sensing/weathervane/weathervane.hpp"

namespace cunkou::weathervane {

// Takes any number of degrees and returns the stored weathervane with degrees in [0, 360).
Weathervane turn_weathervane(journal::Act&, WeathervaneStore&, Weathervane);

}  // namespace cunkou::weathervane
