#pragma once
// Reports of a device on its actuators, in any protocol: states other than a position, which is a reading,
// and answers to commands.

#include <string>
#include <variant>

#include "base/instant.hpp"
#include "sensing/actuation/actuator_state.hpp"

namespace cunkou::actuation {

struct ManualSwitch {
  bool on = false;
};

struct ActuatorReport {
  std::string actuator;  // empty: all actuators of the thing
  std::variant<Motion, ManualSwitch> state;
  Instant at;  // by the device's clock
};

struct CommandAnswer {
  bool accepted = false;
  std::string reason;  // of the refusal, as the device sent it
};

}  // namespace cunkou::actuation
