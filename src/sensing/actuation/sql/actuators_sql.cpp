#include "platform/sql/database.hpp"
#include "platform/sql/table.hpp"
#include "sensing/actuation/actuator_store.hpp"

namespace cunkou::actuation {
namespace {

using namespace sql;

constexpr auto actuator_table = table<ActuatorState>(
    "actuators", column("thing", &ActuatorState::thing), column("actuator", &ActuatorState::actuator),
    column("position", &ActuatorState::position), column("position_at", &ActuatorState::position_at),
    column<Word<parse_motion>>("motion", &ActuatorState::motion), column("since", &ActuatorState::since),
    column("manual", &ActuatorState::manual), column("manual_at", &ActuatorState::manual_at));

class ActuatorsSql final : public ActuatorStore {
 public:
  explicit ActuatorsSql(soci::session& session) : session_(session) {}

  std::vector<ActuatorState> all() override {
    return select_rows(session_, actuator_table, "TRUE", values());
  }
  void put(const ActuatorState& state) override {
    replace_row(session_, actuator_table, "thing, actuator", state);
  }
  void forget(ThingId thing) override { run(session_, "DELETE FROM actuators WHERE thing = ?", thing); }

 private:
  soci::session& session_;
};

}  // namespace

ActuatorStore& actuator_store(sql::Transaction& t) { return t.store<ActuatorStore, ActuatorsSql>(); }

}  // namespace cunkou::actuation
