#include "platform/sql/testing/state_database.hpp"
#include "sensing/rules/testing/rule_override_store_contract.hpp"
#include "sensing/sensorthings/testing/put_thing.hpp"

namespace cunkou::rules::testing {
namespace {

template <class Engine>
struct RuleOverridesOn : sql::testing::StateDatabase<Engine> {
  ThingId thing, other_thing;

  RuleOverridesOn() {
    this->write([&](sql::Transaction& t) {
      thing = sensorthings::testing::put_thing(t, "1号棚");
      other_thing = sensorthings::testing::put_thing(t, "2号棚");
    });
  }
  template <class F>
  void with(F&& f) {
    this->write([&](sql::Transaction& t) { f(rule_override_store(t)); });
  }
};

INSTANTIATE_TYPED_TEST_SUITE_P(Sql, RuleOverrideStoreContract, sql::testing::OnEachEngine<RuleOverridesOn>);

}  // namespace
}  // namespace cunkou::rules::testing
