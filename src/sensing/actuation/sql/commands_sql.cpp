#include "platform/sql/database.hpp"
#include "platform/sql/table.hpp"
#include "sensing/actuation/command_store.hpp"

namespace cunkou::actuation {
namespace {

using namespace sql;

// Of an open command with an unknown action or state, which is read as failed so that nothing is sent; the
// monitor ends it. One that is over is left out.
const Label not_understood{
    "这个版本的程序不认识这条指令，不再执行：请重新下达",
    "This version of the program does not know this command and has ended it: give it again"};

// A command with the words as they are stored: this program may not know them.
struct CommandRow : Command {
  Text action_word, state_word;
  bool over = false;
};

constexpr auto command_table = table<CommandRow>(
    "commands", fixed_column("thing", &Command::thing), fixed_column("actuator", &Command::actuator),
    fixed_column("action", &CommandRow::action_word), fixed_column("position", &Command::position),
    column("state", &CommandRow::state_word), column("over", &CommandRow::over),
    fixed_column("person", &Command::person), fixed_column("rule", &Command::rule),
    fixed_column("why", &Command::why), column("reason", &Command::reason),
    fixed_column("requested", &Command::requested), fixed_column("expires", &Command::expires),
    column("changed", &Command::changed));

constexpr auto change_table = table<CommandChange>(
    "command_changes", column("command", &CommandChange::command),
    column<Word<parse_command_state>>("state", &CommandChange::state), column("at", &CommandChange::at),
    column("person", &CommandChange::person), column("why", &CommandChange::why));

CommandRow row_of(const Command& command) {
  CommandRow row{command, Text(name(command.action)), Text(name(command.state)), is_over(command.state)};
  return row;
}

std::optional<Command> command_of(CommandRow row) {
  const auto action = parse_action(row.action_word);
  const auto state = parse_command_state(row.state_word);
  const bool is_known = action && state;
  if (row.over && !is_known) return {};
  row.action = action.value_or(Action::stop);
  row.state = is_known ? *state : CommandState::failed;
  if (!is_known) row.reason = to_stored(not_understood);
  return Command(std::move(row));
}

class CommandsSql final : public CommandStore {
 public:
  explicit CommandsSql(soci::session& session) : session_(session) {}

  CommandId put(const Command& command, const CommandChange& change) override {
    auto made = change;
    made.command = put_row(session_, command_table, row_of(command));
    append_row(session_, change_table, made, "command", made.command);
    return made.command;
  }

  std::optional<Command> get(CommandId id) override { return first(select("id = ?", values(id))); }
  std::vector<Command> open() override { return select("over = 0 ORDER BY id", values()); }
  std::vector<Command> list(ThingId thing, std::size_t top) override {
    return select("thing = ? ORDER BY requested DESC, id DESC LIMIT ?", values(thing, top));
  }

  std::vector<Command> list(ThingId thing, Instant from, Instant to, std::size_t top) override {
    return select("thing = ? AND requested >= ? AND requested < ? ORDER BY requested DESC, id DESC LIMIT ?",
                  values(thing, from, to, top));
  }

  std::vector<CommandChange> changes_of(const std::vector<CommandId>& commands) override {
    return select_rows(session_, change_table,
                       "command IN " + id_list(commands) + " ORDER BY command, number", values());
  }

 private:
  template <class Cells>
  std::vector<Command> select(const std::string& where, Cells cells) {
    std::vector<Command> found;
    for (auto& row : select_rows(session_, command_table, where, std::move(cells)))
      if (auto command = command_of(std::move(row))) found.push_back(std::move(*command));
    return found;
  }
  soci::session& session_;
};

}  // namespace

CommandStore& command_store(sql::Transaction& t) { return t.store<CommandStore, CommandsSql>(); }

}  // namespace cunkou::actuation
