#pragma once
// Persistence interface for commands. Used within one transaction by one thread. Throws when the database
// fails.

#include <optional>
#include <vector>

#include "sensing/actuation/command.hpp"

namespace cunkou::sql {
class Transaction;
}

namespace cunkou::actuation {

class CommandStore {
 public:
  virtual ~CommandStore() = default;
  // Stores the command and its change in one transaction. id 0: inserts and returns the new id, also used for
  // the change; else replaces.
  virtual CommandId put(const Command&, const CommandChange&) = 0;
  virtual std::optional<Command> get(CommandId) = 0;
  virtual std::vector<Command> open() = 0;                          // not over, all things, oldest first
  virtual std::vector<Command> list(ThingId, std::size_t top) = 0;  // newest first
  // Requested in [from, to), newest first.
  virtual std::vector<Command> list(ThingId, Instant from, Instant to, std::size_t top) = 0;
  // Of all these commands in one read; those of one command in order.
  virtual std::vector<CommandChange> changes_of(const std::vector<CommandId>&) = 0;
};

CommandStore& command_store(sql::Transaction&);

}  // namespace cunkou::actuation
