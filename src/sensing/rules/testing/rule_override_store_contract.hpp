#pragma once
// For tests: the contract of RuleOverrideStore. An Implementation has
//   ThingId thing, other_thing;   to which overrides may refer
//   with(f)                       calls f(RuleOverrideStore&) in a transaction of its own

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "sensing/rules/rule_override_store.hpp"

namespace cunkou::rules::testing {

template <class Implementation>
class RuleOverrideStoreContract : public ::testing::Test {
 protected:
  static auto members(const RuleOverride& own) {
    return std::tuple(own.thing, own.rule, own.enabled, own.threshold, own.clear, own.hold, own.severity);
  }
  using Members = decltype(members(RuleOverride{}));

  static RuleOverride override_of(ThingId thing, std::string rule) {
    RuleOverride own;
    own.thing = thing;
    own.rule = std::move(rule);
    return own;
  }
  void put(const RuleOverride& own) {
    implementation.with([&](RuleOverrideStore& store) { store.put(own); });
  }
  std::vector<Members> all() {  // by thing and rule
    std::vector<Members> found;
    implementation.with([&](RuleOverrideStore& store) {
      found.clear();
      for (const auto& own : store.all()) found.push_back(members(own));
    });
    std::ranges::sort(found);
    return found;
  }

  Implementation implementation;
};

TYPED_TEST_SUITE_P(RuleOverrideStoreContract);

TYPED_TEST_P(RuleOverrideStoreContract, KeepsEveryMember) {
  auto cold = this->override_of(this->implementation.thing, "air_cold");
  cold.enabled = false;
  cold.threshold = 8.5;
  cold.clear = 9.5;
  cold.hold = Duration{0};
  cold.severity = Severity::no_data;
  const auto empty = this->override_of(this->implementation.thing, "air_hot");
  this->put(cold);
  this->put(empty);
  EXPECT_EQ(this->all(), (std::vector{this->members(cold), this->members(empty)}));
}

TYPED_TEST_P(RuleOverrideStoreContract, ReplacesTheOverrideOfARule) {
  auto cold = this->override_of(this->implementation.thing, "air_cold");
  cold.threshold = 8.5;
  cold.severity = Severity::danger;
  this->put(cold);
  cold.threshold = std::nullopt;
  cold.severity = std::nullopt;
  cold.enabled = true;
  this->put(cold);
  EXPECT_EQ(this->all(), std::vector{this->members(cold)});
}

TYPED_TEST_P(RuleOverrideStoreContract, RemovesOneOverride) {
  const auto cold = this->override_of(this->implementation.thing, "air_cold");
  const auto hot = this->override_of(this->implementation.thing, "air_hot");
  const auto other = this->override_of(this->implementation.other_thing, "air_cold");
  for (const auto& own : {cold, hot, other}) this->put(own);
  this->implementation.with([&](RuleOverrideStore& store) {
    store.remove(cold.thing, "air_cold");
    store.remove(cold.thing, "unknown");
  });
  EXPECT_EQ(this->all(), (std::vector{this->members(hot), this->members(other)}));
}

TYPED_TEST_P(RuleOverrideStoreContract, ForgetsTheOverridesOfOneThing) {
  const auto cold = this->override_of(this->implementation.thing, "air_cold");
  const auto other = this->override_of(this->implementation.other_thing, "air_cold");
  for (const auto& own : {cold, this->override_of(cold.thing, "air_hot"), other}) this->put(own);
  this->implementation.with([&](RuleOverrideStore& store) { store.forget(cold.thing); });
  EXPECT_EQ(this->all(), std::vector{this->members(other)});
}

REGISTER_TYPED_TEST_SUITE_P(RuleOverrideStoreContract, KeepsEveryMember, ReplacesTheOverrideOfARule,
                            RemovesOneOverride, ForgetsTheOverridesOfOneThing);

}  // namespace cunkou::rules::testing
