#pragma once
// For tests: the contract of RuleStateStore. An Implementation has
//   ThingId thing, other_thing;   to which states may refer
//   with(f)                       calls f(RuleStateStore&) in a transaction of its own

#include <gtest/gtest.h>

#include <algorithm>
#include <tuple>
#include <vector>

#include "sensing/rules/rule_state_store.hpp"

namespace cunkou::rules::testing {

template <class Implementation>
class RuleStateStoreContract : public ::testing::Test {
 protected:
  static constexpr Instant start{1'767'225'600'000};

  void put(const std::vector<RuleState>& states) {
    implementation.with([&](RuleStateStore& store) { store.put(states); });
  }
  std::vector<RuleState> all() {  // by thing and rule
    std::vector<RuleState> found;
    implementation.with([&](RuleStateStore& store) { found = store.all(); });
    std::ranges::sort(found, {}, [](const RuleState& s) { return std::tuple(s.thing, s.rule); });
    return found;
  }

  Implementation implementation;
};

TYPED_TEST_SUITE_P(RuleStateStoreContract);

TYPED_TEST_P(RuleStateStoreContract, KeepsEveryMember) {
  const auto thing = this->implementation.thing;
  const std::vector<RuleState> states{
      {thing, "air_cold", Phase::pending, this->start, this->start + seconds(1), 9.25,
       this->start + seconds(2)},
      {thing, "air_hot", Phase::raised, this->start, {}, 0, {}},
      {thing, "silent", Phase::clearing, {}, this->start, -1, {}},
      {this->implementation.other_thing, "air_cold", Phase::quiet, {}, {}, 0, {}}};
  this->put(states);
  EXPECT_EQ(this->all(), states);
}

TYPED_TEST_P(RuleStateStoreContract, ReplacesTheStateOfARule) {
  RuleState state{this->implementation.thing, "air_cold", Phase::pending, this->start, this->start, 9.25, {}};
  this->put({state});
  state.phase = Phase::raised;
  state.since = this->start + minutes(5);
  state.anchor = 0;
  this->put({state});
  EXPECT_EQ(this->all(), std::vector{state});
  this->put({});
  EXPECT_EQ(this->all().size(), 1u);
}

TYPED_TEST_P(RuleStateStoreContract, ForgetsTheStatesOfOneThing) {
  RuleState state;
  state.thing = this->implementation.thing;
  state.rule = "air_cold";
  auto other = state;
  other.thing = this->implementation.other_thing;
  this->put({state, other});
  this->implementation.with([&](RuleStateStore& store) { store.forget(state.thing); });
  EXPECT_EQ(this->all(), std::vector{other});
}

REGISTER_TYPED_TEST_SUITE_P(RuleStateStoreContract, KeepsEveryMember, ReplacesTheStateOfARule,
                            ForgetsTheStatesOfOneThing);

}  // namespace cunkou::rules::testing
