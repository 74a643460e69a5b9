#include "platform/sql/database.hpp"
#include "platform/sql/statement.hpp"
#include "sensing/actuation/actuator_store.hpp"

namespace cunkou::actuation {
namespace {

using namespace sql;

class ActuatorsSql final : public ActuatorStore {
 public:
  explicit ActuatorsSql(soci::session& session) : session_(session) {}

  std::vector<ActuatorState> all() override {
    std::vector<ActuatorState> out;
    each<Int, Text, std::optional<double>, Int, Text, Int, Int, Int>(
        session_,
        "SELECT thing, actuator, position, position_at, motion, since, manual, manual_at FROM actuators",
        values(),
        [&](Int thing, Text actuator, std::optional<double> position, Int position_at, Text motion, Int since,
            Int manual, Int manual_at) {
          ActuatorState a;
          a.thing = ThingId(thing);
          a.actuator = std::move(actuator);
          a.position = position;
          a.position_at = {position_at};
          a.motion = parse_motion(motion);
          a.since = {since};
          a.manual = manual != 0;
          a.manual_at = {manual_at};
          out.push_back(std::move(a));
        });
    return out;
  }

  void put(const ActuatorState& a) override {
    run(session_,
        "INSERT OR REPLACE INTO actuators(thing, actuator, position, position_at, motion, since, manual, "
        "manual_at) "
        "VALUES (?,?,?,?,?,?,?,?)",
        a.thing, a.actuator, a.position, a.position_at, name(a.motion), a.since, a.manual, a.manual_at);
  }
  void forget(ThingId thing) override { run(session_, "DELETE FROM actuators WHERE thing = ?", thing); }

 private:
  soci::session& session_;
};

}  // namespace

ActuatorStore& actuator_store(sql::Transaction& t) { return t.store<ActuatorStore, ActuatorsSql>(); }

}  // namespace cunkou::actuation
