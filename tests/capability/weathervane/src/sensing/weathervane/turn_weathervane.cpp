#include "sensing/weathervane/turn_weathervane.hpp"

#include <cmath>

namespace cunkou::weathervane {

Weathervane turn_weathervane(journal::Act& act, WeathervaneStore& store, Weathervane vane) {
  vane.from_degrees = std::fmod(std::fmod(vane.from_degrees, 360) + 360, 360);
  vane.id = store.put(vane);
  act.record("turn_weathervane", "weathervane:" + std::to_string(vane.id.value));
  return vane;
}

}  // namespace cunkou::weathervane
