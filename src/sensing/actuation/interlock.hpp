#pragma once
// The lowest layer: what no page, rule or script gets past. Checked when a command is asked for and again in
// the moment it is sent.

#include "base/result.hpp"
#include "sensing/actuation/actuator.hpp"
#include "sensing/actuation/command.hpp"
#include "sensing/devices/profile.hpp"

namespace cunkou::actuation {

// Refuses (conflict), each with what to do: the hand switch is on; the other direction is running, or might
// be, since it has not said how far it has come; it has not rested off_min; it has not run on_min (a person's
// stop is let through); the command has expired.
Result<void> permit(const devices::Actuator&, const ActuatorState&, const Command&, Instant now);

// It has been running for run_max and longer: it must be stopped.
bool has_run_too_long(const devices::Actuator&, const ActuatorState&, Instant now);

// Which way the command would run the actuator from where it stands; still for stop, or when it is there
// already.
Motion direction_of(const devices::Actuator&, const ActuatorState&, const Command&);

// The target is reached, as far as the device reports.
bool is_reached(const ActuatorState&, const Command&);

}  // namespace cunkou::actuation
