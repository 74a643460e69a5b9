#pragma once
// A command to an actuator and its state machine:
//
//    requested -> sent -> acknowledged -> running -> confirmed -> done
//    Every state before confirmed may change to failed or cancelled; those before running also to expired.
//
// A device may skip acknowledged and running. It answers a command that was sent, then reports the motion and
// the position of the actuator (actuation/device_report.hpp; on the wire: docs/formats/rules.md).

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.hpp"
#include "base/instant.hpp"
#include "base/result.hpp"
#include "sensing/devices/profile.hpp"

namespace cunkou::actuation {

enum class Action { open, close, stop, set };  // a switch (fan, heater, valve) is opened to run

std::string_view name(Action);
std::optional<Action> parse_action(std::string_view);

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
bool is_over(CommandState);  // done, failed, expired or cancelled

struct Command {
  CommandId id;  // 0: not stored yet
  ThingId thing;
  std::string actuator;
  Action action = Action::stop;
  std::optional<double> position;  // percent, only with Action::set
  CommandState state = CommandState::requested;
  PersonId person;  // who requested it; 0: a rule
  // The rule's code; "safe_state": inputs of automatic rules are stale; "run_max": it ran too long.
  std::string rule;
  std::string why;     // given by the person, or the rule's label as to_stored() writes it (base/label.hpp)
  std::string reason;  // why it ended, as to_stored() writes it; the text of a device is kept as sent
  Instant requested;
  Instant expires;  // never executed after this time
  Instant changed;
};

// One state change of a command. Append-only.
struct CommandChange {
  CommandId command;
  CommandState state = CommandState::requested;
  Instant at;
  PersonId person;
  std::string why;
};

struct Move {
  CommandState to = CommandState::sent;
  PersonId person;  // who caused it; 0: no person
  std::string why;
};

// Returns the command after the transition. Refuses (conflict) a command that is over, a transition that the
// state machine does not define, and a move to sent after `expires`.
Result<Command> move_command(const Command&, const Move&, Instant now);

// Target position in percent; none for stop.
std::optional<double> target_of(const Command&);

// Refuses a position with open, close or stop, a missing one or one outside 0..100 with set, and for a switch
// any other than 0 and 100.
Result<void> check_command(const devices::Actuator&, const Command&);

}  // namespace cunkou::actuation
