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
    each<ThingId, Text, MaybeReal, Instant, Text, Instant, bool, Instant>(
        session_,
        "SELECT thing, actuator, position, position_at, motion, since, manual, manual_at FROM actuators",
        values(),
        [&](ThingId thing, Text actuator, MaybeReal position, Instant position_at, Text motion, Instant since,
            bool manual, Instant manual_at) {
          out.push_back({thing, std::move(actuator), position, position_at, parse_motion(motion), since,
                         manual, manual_at});
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
