#include "sensing/actuation/testing/actuator_store_contract.hpp"
#include "sensing/sensorthings/testing/two_things.hpp"

namespace cunkou::actuation::testing {
namespace {

template <class Engine>
struct ActuatorsOn : sensorthings::testing::TwoThings<Engine> {
  template <class F>
  void with(F&& f) {
    this->write([&](sql::Transaction& t) { f(actuator_store(t)); });
  }
};

INSTANTIATE_TYPED_TEST_SUITE_P(Sql, ActuatorStoreContract, sql::testing::OnEachEngine<ActuatorsOn>);

}  // namespace
}  // namespace cunkou::actuation::testing
