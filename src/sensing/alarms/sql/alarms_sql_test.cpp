#include "core/people/testing/put_person.hpp"
#include "platform/sql/testing/state_database.hpp"
#include "sensing/alarms/testing/alarm_store_contract.hpp"
#include "sensing/sensorthings/testing/put_thing.hpp"

namespace cunkou::alarms::testing {
namespace {

template <class Engine>
struct AlarmsOn : sql::testing::StateDatabase<Engine> {
  ThingId thing, other_thing;
  PersonId person;

  AlarmsOn() {
    this->write([&](sql::Transaction& t) {
      thing = sensorthings::testing::put_thing(t, "1号棚");
      other_thing = sensorthings::testing::put_thing(t, "2号棚");
      person = people::testing::put_person(t, "13800000001");
    });
  }
  template <class F>
  void with(F&& f) {
    this->write([&](sql::Transaction& t) { f(alarm_store(t)); });
  }
};

INSTANTIATE_TYPED_TEST_SUITE_P(Sql, AlarmStoreContract, sql::testing::OnEachEngine<AlarmsOn>);

}  // namespace
}  // namespace cunkou::alarms::testing
