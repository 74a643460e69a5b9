#include "core/people/testing/put_person.hpp"
#include "sensing/actuation/testing/command_store_contract.hpp"
#include "sensing/sensorthings/testing/two_things.hpp"

namespace cunkou::actuation::testing {
namespace {

template <class Engine>
struct CommandsOn : sensorthings::testing::TwoThings<Engine> {
  PersonId person;

  CommandsOn() {
    this->write([&](sql::Transaction& t) { person = people::testing::put_person(t, "13800000001"); });
  }
  template <class F>
  void with(F&& f) {
    this->write([&](sql::Transaction& t) { f(command_store(t)); });
  }
};

INSTANTIATE_TYPED_TEST_SUITE_P(Sql, CommandStoreContract, sql::testing::OnEachEngine<CommandsOn>);

}  // namespace
}  // namespace cunkou::actuation::testing
