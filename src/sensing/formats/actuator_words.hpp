#pragma once
// What a device says of its actuators beyond their positions (docs/formats/rules.md, "Commands on the wire"):
// {"vent_manual": true, "vent_moving": "opening"}. Any bytes may be given.

#include <optional>
#include <string_view>

namespace cunkou::formats {

// A hand switch: true, 1, "on", "true", "1"; false, 0, "off", "false", "0", ""; in any case. None:
// unreadable, and no reason to let go of a switch that is on.
std::optional<bool> read_switch(std::string_view json);

// In any case: "opening" (also "on"), "closing" or "still" (also "off" and ""). None: unreadable.
std::optional<std::string_view> read_motion(std::string_view json);

// Of an actuator's state by its name; one of another kind is.
bool is_readable_state(std::string_view name, std::string_view json);

}  // namespace cunkou::formats
