#include "sensing/rules/check_opposites.hpp"

#include <gtest/gtest.h>

namespace cunkou::rules {
namespace {

Rule rule_of(std::string code, Kind kind, double number, agronomy::Period period = agronomy::Period::always) {
  Rule rule;
  rule.code = std::move(code);
  rule.label = kind == Kind::below ? Label{"棚里太冷", "Too cold"} : Label{"棚里太热", "Too hot"};
  rule.quantity = "air_temperature";
  rule.kind = kind;
  rule.period = period;
  rule.limit = {LimitSource::From::number, number, "", 0};
  return rule;
}

RuleOverride threshold_of(const Rule& rule, double number) {
  RuleOverride own;
  own.rule = rule.code;
  own.threshold = number;
  return own;
}

class CheckOpposites : public ::testing::Test {
 protected:
  Result<void> check(const Rule& rule, const RuleOverride& wanted) const {
    const auto own_of = [this](std::string_view code) {
      return hot_own && code == "hot" ? &*hot_own : nullptr;
    };
    return check_opposites(rules, rule, wanted, own_of, {});
  }

  RuleSet rules{{rule_of("cold", Kind::below, 5), rule_of("hot", Kind::above, 33)}};
  const Rule& cold = rules.rules[0];
  Rule& hot = rules.rules[1];
  std::optional<RuleOverride> hot_own;
};

TEST_F(CheckOpposites, RefusesOverlappingThresholds) {
  for (const double wrong : {33.0, 50.0}) {
    const auto refused = check(cold, threshold_of(cold, wrong));
    ASSERT_TRUE(refused.has_error()) << wrong;
    EXPECT_EQ(refused.error().reason.zh, "「棚里太热」高于 33 就告警，这里请写小于 33 的数");
    EXPECT_EQ(refused.error().reason.en, "\"Too hot\" warns above 33: write a number under 33 here");
  }
  EXPECT_TRUE(check(cold, threshold_of(cold, 32.9)));
  EXPECT_TRUE(check(hot, threshold_of(hot, 5)).has_error());
  EXPECT_TRUE(check(hot, threshold_of(hot, 5.5)));
}

TEST_F(CheckOpposites, UsesTheOverridesOfTheHousehold) {
  hot_own = threshold_of(hot, 25);
  EXPECT_TRUE(check(cold, threshold_of(cold, 26)).has_error());
  EXPECT_TRUE(check(cold, threshold_of(cold, 24)));
  hot_own->enabled = false;
  EXPECT_TRUE(check(cold, threshold_of(cold, 26))) << "what is switched off contradicts nothing";
}

TEST_F(CheckOpposites, IgnoresRulesThatDoNotHoldTogether) {
  hot.period = agronomy::Period::day;
  EXPECT_TRUE(check(rule_of("night", Kind::below, 5, agronomy::Period::night), threshold_of(cold, 40)));
  EXPECT_TRUE(check(cold, threshold_of(cold, 40)).has_error());
  hot.quantity = "soil_temperature";
  EXPECT_TRUE(check(cold, threshold_of(cold, 40)));
}

TEST_F(CheckOpposites, AcceptsOtherThresholds) {
  RuleOverride own;
  own.hold = minutes(5);
  EXPECT_TRUE(check(rule_of("cold", Kind::below, 50), own)) << "the standard itself is not the household's";
  own = threshold_of(cold, 50);
  own.enabled = false;
  EXPECT_TRUE(check(cold, own));
}

}  // namespace
}  // namespace cunkou::rules
