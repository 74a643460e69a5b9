#include "platform/sql/testing/state_database.hpp"
#include "sensing/actuation/testing/actuator_store_contract.hpp"
#include "sensing/sensorthings/testing/put_thing.hpp"

namespace cunkou::actuation::testing {
namespace {

template <class Engine>
struct ActuatorsOn : sql::testing::StateDatabase<Engine> {
  ThingId thing, other_thing;

  ActuatorsOn() {
    this->write([&](sql::Transaction& t) {
      thing = sensorthings::testing::put_thing(t, "1号棚");
      other_thing = sensorthings::testing::put_thing(t, "2号棚");
    });
  }
  template <class F>
  void with(F&& f) {
    this->write([&](sql::Transaction& t) { f(actuator_store(t)); });
  }
};

INSTANTIATE_TYPED_TEST_SUITE_P(Sql, ActuatorStoreContract, sql::testing::OnEachEngine<ActuatorsOn>);

}  // namespace
}  // namespace cunkou::actuation::testing
