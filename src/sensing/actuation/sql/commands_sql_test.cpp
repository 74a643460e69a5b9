#include "core/people/testing/put_person.hpp"
#include "platform/sql/testing/state_database.hpp"
#include "sensing/actuation/testing/command_store_contract.hpp"
#include "sensing/sensorthings/testing/put_thing.hpp"

namespace cunkou::actuation::testing {
namespace {

template <class Engine>
struct CommandsOn : sql::testing::StateDatabase<Engine> {
  ThingId thing, other_thing;
  PersonId person;

  CommandsOn() {
    this->write([&](sql::Transaction& t) {
      thing = sensorthings::testing::put_thing(t, "1号棚");
      other_thing = sensorthings::testing::put_thing(t, "2号棚");
      person = people::testing::put_person(t, "13800000001");
    });
  }
  template <class F>
  void with(F&& f) {
    this->write([&](sql::Transaction& t) { f(command_store(t)); });
  }
};

INSTANTIATE_TYPED_TEST_SUITE_P(Sql, CommandStoreContract, sql::testing::OnEachEngine<CommandsOn>);

}  // namespace
}  // namespace cunkou::actuation::testing
