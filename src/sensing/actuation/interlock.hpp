#pragma once
// Safety interlocks that no page, rule or script can bypass. Checked when a command is requested and again
// when it is sent.

#include "base/result.hpp"
#include "sensing/actuation/actuator_state.hpp"
#include "sensing/actuation/command.hpp"
#include "sensing/devices/profile.hpp"

namespace cunkou::actuation {

// Refuses (conflict), with a correction: an expired command; an actuator under manual control; a reversal
// while the actuator moves, or may move because its position is unknown; a start before off_min of rest; a
// stop by a rule before on_min of running (a stop by a person is permitted).
Result<void> permit(const devices::Actuator&, const ActuatorState&, const Command&, Instant now);

// True after run_max of continuous motion: the actuator must be stopped.
bool has_run_too_long(const devices::Actuator&, const ActuatorState&, Instant now);

// Direction in which the command moves the actuator from its present position; still for stop, and at the
// target.
Motion direction_of(const devices::Actuator&, const ActuatorState&, const Command&);

// True when the reported state matches the target.
bool is_reached(const ActuatorState&, const Command&);

}  // namespace cunkou::actuation
