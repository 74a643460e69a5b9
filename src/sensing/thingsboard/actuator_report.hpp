#pragma once
// Actuator states other than positions, as devices send them in telemetry (docs/formats/rules.md, "Commands
// on the wire"): {"vent_manual": true, "vent_moving": "opening"}. Accepts arbitrary bytes.

#include <optional>
#include <string_view>

#include "sensing/actuation/device_report.hpp"

namespace cunkou::thingsboard {

// The state that a name in telemetry means.
struct StateName {
  std::string_view actuator;  // part of the name; empty: all actuators of the device
  bool manual = false;        // the manual switch, else the motion
};

// "vent_moving", "vent_manual" or "manual". None: a name of another form. Whether the device has the actuator
// is not checked.
std::optional<StateName> parse_state_name(std::string_view);

// None if `json` is unreadable: the state stays as it is. Ignoring case, a manual switch is true, 1, "on",
// "true" or "1", or false, 0, "off", "false", "0" or ""; a motion is "opening" (also "on"), "closing" or
// "still" (also "off" and "").
std::optional<actuation::ActuatorReport> read_actuator_report(const StateName&, std::string_view json,
                                                              Instant at);

}  // namespace cunkou::thingsboard
