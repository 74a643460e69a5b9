#include "sensing/rules/testing/rule_state_store_contract.hpp"
#include "sensing/sensorthings/testing/two_things.hpp"

namespace cunkou::rules::testing {
namespace {

template <class Engine>
struct RuleStatesOn : sensorthings::testing::TwoThings<Engine> {
  template <class F>
  void with(F&& f) {
    this->write([&](sql::Transaction& t) { f(rule_state_store(t)); });
  }
};

INSTANTIATE_TYPED_TEST_SUITE_P(Sql, RuleStateStoreContract, sql::testing::OnEachEngine<RuleStatesOn>);

template <class Engine>
using RuleStatesSql = RuleStateStoreContract<RuleStatesOn<Engine>>;
TYPED_TEST_SUITE(RuleStatesSql, sql::testing::Engines);

// The monitor may evaluate a thing once more while it is deleted.
TYPED_TEST(RuleStatesSql, PassesOverAThingThatWasDeleted) {
  RuleState state;
  state.thing = ThingId{99};
  state.rule = "air_cold";
  this->put({state});
  EXPECT_TRUE(this->all().empty());
}

}  // namespace
}  // namespace cunkou::rules::testing
