#pragma once
// Actuator states other than positions, as devices send them (docs/formats/rules.md, "Commands on the wire"):
// {"vent_manual": true, "vent_moving": "opening"}. Accepts arbitrary bytes.

#include <optional>
#include <string_view>

namespace cunkou::thingsboard {

// State of a manual control switch, ignoring case: true, 1, "on", "true", "1"; false, 0, "off", "false", "0",
// "". None if unreadable: the switch keeps its state.
std::optional<bool> read_switch(std::string_view json);

// Ignoring case: "opening" (also "on"), "closing" or "still" (also "off" and ""). None if unreadable.
std::optional<std::string_view> read_motion(std::string_view json);

// Whether `json` is readable for the state `name`; true for names that are no actuator state.
bool is_readable_state(std::string_view name, std::string_view json);

}  // namespace cunkou::thingsboard
