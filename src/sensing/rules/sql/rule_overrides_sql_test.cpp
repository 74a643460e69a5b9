#include "sensing/rules/testing/rule_override_store_contract.hpp"
#include "sensing/sensorthings/testing/two_things.hpp"

namespace cunkou::rules::testing {
namespace {

template <class Engine>
struct RuleOverridesOn : sensorthings::testing::TwoThings<Engine> {
  template <class F>
  void with(F&& f) {
    this->write([&](sql::Transaction& t) { f(rule_override_store(t)); });
  }
};

INSTANTIATE_TYPED_TEST_SUITE_P(Sql, RuleOverrideStoreContract, sql::testing::OnEachEngine<RuleOverridesOn>);

}  // namespace
}  // namespace cunkou::rules::testing
