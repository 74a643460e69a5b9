#pragma once
// A command to an actuator and its life:
//
//   requested -> sent -> acknowledged -> running -> confirmed -> done
//   any of these before confirmed may end as failed or cancelled; before running also as expired.
//
// A device may skip acknowledged and running. On the wire it is the RPC
// {"method":ACTUATOR,"params":{"action":…, "position":…,"expires":ISO}}; the device answers {"accepted":true}
// or {"accepted":false,"reason":…} and then reports
// "<actuator>_position" and "<actuator>_moving".

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.hpp"
#include "base/instant.hpp"
#include "base/result.hpp"
#include "sensing/devices/profile.hpp"
#include "sensing/rules/rule.hpp"

namespace cunkou::actuation {

enum class CommandState {
  requested,
  sent,
  acknowledged,
  running,
  confirmed,
  done,
  failed,
  expired,
  cancelled
};

std::string_view name(CommandState);
std::optional<CommandState> parse_command_state(std::string_view);
bool is_over(CommandState);  // done, failed, expired, cancelled

struct Command {
  CommandId id;  // 0: not stored yet
  ThingId thing;
  std::string actuator;
  rules::Action action = rules::Action::stop;
  std::optional<double> position;  // percent, with Action::set
  CommandState state = CommandState::requested;
  PersonId person;  // who asked; 0: a rule did
  std::string
      rule;  // which; "safe_state": the inputs of automatic rules are stale; "run_max": it ran too long
  std::string why;     // the person's reason, or the rule's ("中文|English", base/error.hpp)
  std::string reason;  // why it ended as it did ("中文|English"; a device's own words as they are)
  Instant requested;
  Instant expires;  // nothing is executed after it
  Instant changed;
};

// One move in a command's life, appended for good.
struct CommandStep {
  CommandId command;
  CommandState state = CommandState::requested;
  Instant at;
  PersonId person;
  std::string why;
};

struct Move {
  CommandState to = CommandState::sent;
  PersonId person;  // who, when a person did it
  std::string why;
};

// The command after the move; a refusal (conflict) when it is over already or life does not go that way.
// Moving to sent after `expires` is refused: yesterday's "open" never runs today.
Result<Command> move_command(const Command&, const Move&, Instant now);

// The percentage that the command leads to; none for stop.
std::optional<double> target_of(const Command&);

// open and close need no position, set needs one within 0..100, a switch takes only 0 and 100.
Result<void> check_command(const devices::Actuator&, const Command&);

}  // namespace cunkou::actuation
