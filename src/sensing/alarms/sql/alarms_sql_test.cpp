#include "core/people/testing/put_person.hpp"
#include "sensing/alarms/testing/alarm_store_contract.hpp"
#include "sensing/sensorthings/testing/two_things.hpp"

namespace cunkou::alarms::testing {
namespace {

template <class Engine>
struct AlarmsOn : sensorthings::testing::TwoThings<Engine> {
  PersonId person;

  AlarmsOn() {
    this->write([&](sql::Transaction& t) { person = people::testing::put_person(t, "13800000001"); });
  }
  template <class F>
  void with(F&& f) {
    this->write([&](sql::Transaction& t) { f(alarm_store(t)); });
  }
};

INSTANTIATE_TYPED_TEST_SUITE_P(Sql, AlarmStoreContract, sql::testing::OnEachEngine<AlarmsOn>);

}  // namespace
}  // namespace cunkou::alarms::testing
