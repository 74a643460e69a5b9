#pragma once
// For tests: a vent, a heater, and commands to them.

#include <optional>

#include "sensing/actuation/command.hpp"

namespace cunkou::actuation::testing {

inline constexpr Instant start{1'767'225'600'000};

inline Command in_state(CommandState state) {
  Command c;
  c.actuator = "vent";
  c.action = rules::Action::open;
  c.state = state;
  c.requested = start;
  c.expires = start + minutes(2);
  return c;
}

inline devices::Actuator vent() {
  devices::Actuator a;
  a.name = "vent";
  a.kind = devices::ActuatorKind::vent;
  a.on_min = seconds(2);
  a.off_min = seconds(5);
  a.run_max = minutes(3);
  return a;
}

inline devices::Actuator heater() {
  devices::Actuator a;
  a.name = "heater";
  a.kind = devices::ActuatorKind::heater;
  a.on_min = minutes(3);
  a.off_min = minutes(3);
  a.run_max = hours(6);
  return a;
}

inline Command command_of(rules::Action action, bool by_person, std::optional<double> position = {}) {
  Command c = in_state(CommandState::requested);
  c.action = action;
  c.position = position;
  c.expires = start + hours(1);
  if (by_person)
    c.person = PersonId{5};
  else
    c.rule = "air_hot";
  return c;
}

}  // namespace cunkou::actuation::testing
