#include "platform/sql/database.hpp"
#include "platform/sql/statement.hpp"
#include "sensing/actuation/command_store.hpp"

namespace cunkou::actuation {
namespace {

using namespace sql;

// Of an open command with an unknown action or state, which is read as failed so that nothing is sent; the
// monitor ends it. One that is over is left out.
const Label not_understood{
    "这个版本的程序不认识这条指令，不再执行：请重新下达",
    "This version of the program does not know this command and has ended it: give it again"};

class CommandsSql final : public CommandStore {
 public:
  explicit CommandsSql(soci::session& session) : session_(session) {}

  CommandId put(const Command& c, const CommandChange& change) override {
    auto id = c.id;
    if (id)
      run(session_, "UPDATE commands SET state=?, over=?, reason=?, changed=? WHERE id=?", name(c.state),
          is_over(c.state), c.reason, c.changed, id);
    else
      id = CommandId(insert(session_,
                            "INSERT INTO commands(thing, actuator, action, position, state, over, person, "
                            "rule, why, reason, requested, "
                            "expires, changed) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)",
                            c.thing, c.actuator, name(c.action), c.position, name(c.state), is_over(c.state),
                            c.person, c.rule, c.why, c.reason, c.requested, c.expires, c.changed));
    run(session_,
        "INSERT INTO command_changes(command, number, state, at, person, why) "
        "VALUES (?, (SELECT count(*) FROM command_changes WHERE command = ?), ?, ?, ?, ?)",
        id, id, name(change.state), change.at, change.person, change.why);
    return id;
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
    std::vector<CommandChange> out;
    each<CommandId, Text, Instant, PersonId, Text>(
        session_,
        "SELECT command, state, at, person, why FROM command_changes WHERE command IN " + id_list(commands) +
            " ORDER BY command, number",
        values(), [&](CommandId command, Text state, Instant at, PersonId person, Text why) {
          if (const auto known = parse_command_state(state))
            out.push_back({command, *known, at, person, std::move(why)});
        });
    return out;
  }

 private:
  template <class Cells>
  std::vector<Command> select(const std::string& where, Cells cells) {
    std::vector<Command> out;
    each<CommandId, ThingId, Text, Text, MaybeReal, Text, bool, PersonId, Text, Text, Text, Instant, Instant,
         Instant>(
        session_,
        "SELECT id, thing, actuator, action, position, state, over, person, rule, why, reason, requested, "
        "expires, "
        "changed FROM commands "
        "WHERE " +
            where,
        std::move(cells),
        [&](CommandId id, ThingId thing, Text actuator, Text action, MaybeReal position, Text state,
            bool over, PersonId person, Text rule, Text why, Text reason, Instant requested, Instant expires,
            Instant changed) {
          const auto known = parse_action(action);
          const auto known_state = parse_command_state(state);
          if (over && (!known || !known_state)) return;
          Command c;
          c.id = id;
          c.thing = thing;
          c.actuator = std::move(actuator);
          c.action = known.value_or(Action::stop);
          c.position = position;
          c.state = known && known_state ? *known_state : CommandState::failed;
          c.person = person;
          c.rule = std::move(rule);
          c.why = std::move(why);
          c.reason = known && known_state ? std::move(reason) : to_stored(not_understood);
          c.requested = requested;
          c.expires = expires;
          c.changed = changed;
          out.push_back(std::move(c));
        });
    return out;
  }
  soci::session& session_;
};

}  // namespace

CommandStore& command_store(sql::Transaction& t) { return t.store<CommandStore, CommandsSql>(); }

}  // namespace cunkou::actuation
