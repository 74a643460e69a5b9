#pragma once
// The seam of commands and actuators to a database. Called by one thread at a time for writing; reads from
// any.

#include <optional>
#include <vector>

#include "sensing/actuation/actuator.hpp"
#include "sensing/actuation/command.hpp"

namespace cunkou::sql {
class Transaction;
}

namespace cunkou::actuation {

class CommandStore {
 public:
  virtual ~CommandStore() = default;
  // The command and the step that brought it there, in one transaction. id 0: inserted and numbered (the
  // step's `command` is then filled in by the store); else replaced.
  virtual CommandId put(const Command&, const CommandStep&) = 0;
  virtual std::optional<Command> get(CommandId) = 0;
  virtual std::vector<Command> open() = 0;                          // not over, of all things, oldest first
  virtual std::vector<Command> list(ThingId, std::size_t top) = 0;  // newest first
  // Requested at or after `from` and before `to`, newest first.
  virtual std::vector<Command> list(ThingId, Instant from, Instant to, std::size_t top) = 0;
  virtual std::vector<CommandStep> steps(CommandId) = 0;  // in order

  virtual std::vector<ActuatorState> actuators() = 0;   // of all things
  virtual void put_actuator(const ActuatorState&) = 0;  // upserted by (thing, actuator)
  virtual void forget_actuators(ThingId) = 0;
};

CommandStore& command_store(sql::Transaction&);

}  // namespace cunkou::actuation
