#pragma once
// What is known of an actuator that stands in a greenhouse.

#include <optional>
#include <string>
#include <string_view>

#include "base/ids.hpp"
#include "base/instant.hpp"

namespace cunkou::actuation {

enum class Motion { still, opening, closing };  // a switch that is on is `opening`

inline std::string_view name(Motion motion) {
  return motion == Motion::opening ? "opening" : motion == Motion::closing ? "closing" : "still";
}

// Of a word that is none: still.
inline Motion parse_motion(std::string_view word) {
  return word == "opening" ? Motion::opening : word == "closing" ? Motion::closing : Motion::still;
}

struct ActuatorState {
  ThingId thing;
  std::string actuator;
  std::optional<double> position;  // percent, as reported
  Instant position_at;
  Motion motion = Motion::still;
  Instant since;        // of this motion
  bool manual = false;  // the hand switch: nothing remote or automatic until it is released
  Instant manual_at;
  friend bool operator==(const ActuatorState&, const ActuatorState&) = default;
};

}  // namespace cunkou::actuation
