#include "platform/sql/database.hpp"
#include "platform/sql/statement.hpp"
#include "sensing/actuation/command_store.hpp"

namespace cunkou::actuation {
namespace {

using namespace sql;
using I = std::int64_t;
using S = std::string;

Motion motion_named(std::string_view word) {
  return word == "opening" ? Motion::opening : word == "closing" ? Motion::closing : Motion::still;
}

class CommandsSql final : public CommandStore {
 public:
  explicit CommandsSql(soci::session& session) : session_(session) {}

  CommandId put(const Command& c, const CommandStep& step) override {
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
        "INSERT INTO command_steps(command, number, state, at, person, why) "
        "VALUES (?, (SELECT count(*) FROM command_steps WHERE command = ?), ?, ?, ?, ?)",
        id, id, name(step.state), step.at, step.person, step.why);
    return id;
  }

  std::optional<Command> get(CommandId id) override {
    auto found = select("id = ?", values(id));
    if (found.empty()) return {};
    return std::move(found.front());
  }
  std::vector<Command> open() override { return select("over = 0 ORDER BY id", values()); }
  std::vector<Command> list(ThingId thing, std::size_t top) override {
    return select("thing = ? ORDER BY requested DESC, id DESC LIMIT ?", values(thing, top));
  }

  std::vector<Command> list(ThingId thing, Instant from, Instant to, std::size_t top) override {
    return select("thing = ? AND requested >= ? AND requested < ? ORDER BY requested DESC, id DESC LIMIT ?",
                  values(thing, from, to, top));
  }

  std::vector<CommandStep> steps(CommandId id) override {
    std::vector<CommandStep> out;
    each<S, I, I, S>(session_,
                     "SELECT state, at, person, why FROM command_steps WHERE command = ? ORDER BY number",
                     values(id), [&](S state, I at, I person, S why) {
                       CommandStep step;
                       step.command = id;
                       step.state = parse_command_state(state).value_or(CommandState::failed);
                       step.at = {at};
                       step.person = PersonId(person);
                       step.why = std::move(why);
                       out.push_back(std::move(step));
                     });
    return out;
  }

  std::vector<ActuatorState> actuators() override {
    std::vector<ActuatorState> out;
    each<I, S, std::optional<double>, I, S, I, I, I>(
        session_,
        "SELECT thing, actuator, position, position_at, motion, since, manual, manual_at FROM actuators",
        values(),
        [&](I thing, S actuator, std::optional<double> position, I position_at, S motion, I since, I manual,
            I manual_at) {
          ActuatorState a;
          a.thing = ThingId(thing);
          a.actuator = std::move(actuator);
          a.position = position;
          a.position_at = {position_at};
          a.motion = motion_named(motion);
          a.since = {since};
          a.manual = manual != 0;
          a.manual_at = {manual_at};
          out.push_back(std::move(a));
        });
    return out;
  }

  void put_actuator(const ActuatorState& a) override {
    run(session_,
        "INSERT OR REPLACE INTO actuators(thing, actuator, position, position_at, motion, since, manual, "
        "manual_at) "
        "VALUES (?,?,?,?,?,?,?,?)",
        a.thing, a.actuator, a.position, a.position_at, name(a.motion), a.since, a.manual, a.manual_at);
  }
  void forget_actuators(ThingId thing) override {
    run(session_, "DELETE FROM actuators WHERE thing = ?", thing);
  }

 private:
  template <class Cells>
  std::vector<Command> select(const std::string& where, Cells cells) {
    std::vector<Command> out;
    each<I, I, S, S, std::optional<double>, S, I, S, S, S, I, I, I>(
        session_,
        "SELECT id, thing, actuator, action, position, state, person, rule, why, reason, requested, expires, "
        "changed FROM commands "
        "WHERE " +
            where,
        std::move(cells),
        [&](I id, I thing, S actuator, S action, std::optional<double> position, S state, I person, S rule,
            S why, S reason, I requested, I expires, I changed) {
          Command c;
          c.id = CommandId(id);
          c.thing = ThingId(thing);
          c.actuator = std::move(actuator);
          c.action = rules::parse_action(action).value_or(rules::Action::stop);
          c.position = position;
          c.state = parse_command_state(state).value_or(CommandState::failed);
          c.person = PersonId(person);
          c.rule = std::move(rule);
          c.why = std::move(why);
          c.reason = std::move(reason);
          c.requested = {requested};
          c.expires = {expires};
          c.changed = {changed};
          out.push_back(std::move(c));
        });
    return out;
  }
  soci::session& session_;
};

}  // namespace

CommandStore& command_store(sql::Transaction& t) { return t.store<CommandStore, CommandsSql>(); }

}  // namespace cunkou::actuation
