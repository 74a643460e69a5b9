#pragma once
// State of an actuator of a thing.

#include <optional>
#include <string>
#include <string_view>

#include "base/ids.hpp"
#include "base/instant.hpp"

namespace cunkou::actuation {

enum class Motion { still, opening, closing };  // opening also means that a switch is on

inline std::string_view name(Motion motion) {
  return motion == Motion::opening ? "opening" : motion == Motion::closing ? "closing" : "still";
}

// still for an unknown word.
inline Motion parse_motion(std::string_view word) {
  return word == "opening" ? Motion::opening : word == "closing" ? Motion::closing : Motion::still;
}

struct ActuatorState {
  ThingId thing;
  std::string actuator;
  std::optional<double> position;  // percent, as last reported
  Instant position_at;
  Motion motion = Motion::still;
  Instant since;        // start of this motion
  bool manual = false;  // under manual control: no remote or automatic command until it is released
  Instant manual_at;
  friend bool operator==(const ActuatorState&, const ActuatorState&) = default;
};

}  // namespace cunkou::actuation
