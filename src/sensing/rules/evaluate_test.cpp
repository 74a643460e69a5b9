#include "sensing/rules/evaluate.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace cunkou::rules {
namespace {

constexpr Instant start{1'767'225'600'000};
constexpr Duration fresh = minutes(20);

Rule cold() {
  Rule rule;
  rule.code = "air_cold";
  rule.concern = "cold";
  rule.quantity = "air_temperature";
  rule.kind = Kind::below;
  rule.limit = {LimitSource::From::number, 10, "", 0};
  rule.hysteresis = 1;
  rule.hold = minutes(10);
  return rule;
}

Inputs reading(double value, Instant at, agronomy::Segment segment = agronomy::Segment::evening) {
  Inputs in;
  in.latest = QuantityReading{StreamId{7}, "air_temperature", value, at};
  in.fresh = fresh;
  in.segment = segment;
  return in;
}

// A rule that gets one reading a minute.
struct Feed {
  Rule rule;
  RuleState state{};
  Instant now = start;
  std::vector<std::string> log{};
  std::optional<Setting> setting = setting_for(rule, nullptr, "", agronomy::Segment::evening, nullptr);

  Evaluation step(const Inputs& in) {
    auto found = evaluate(rule, setting, state, in, now);
    state = found.state;
    if (found.transition)
      log.push_back(
          std::to_string((now - start) / minutes(1)) +
          (found.transition->what == RuleTransition::What::raised ? " raised" : " " + found.transition->why));
    return found;
  }
  void run(const std::vector<double>& values) {
    for (double value : values) {
      step(reading(value, now));
      now = now + minutes(1);
    }
  }
};

using Log = std::vector<std::string>;

TEST(EvaluateThreshold, RaisesAfterItsHoldAndClearsBeyondItsHysteresis) {
  Feed feed{cold()};
  feed.run({11, 9.9, 9.8, 9.7, 9.6, 9.5, 9.4, 9.3, 9.2, 9.1, 9, 9, 9, 10.5, 10.9, 9.9, 11, 12});
  EXPECT_EQ(feed.log, (Log{"11 raised", "16 recovered"}));
}

TEST(EvaluateThreshold, ADipShorterThanTheHoldRaisesNothing) {
  Feed feed{cold()};
  feed.run({9, 9, 9, 9, 9, 10.1, 9, 9, 9, 9, 9, 9, 9, 9, 11});
  EXPECT_TRUE(feed.log.empty());
}

TEST(EvaluateThreshold, TheThresholdItselfIsNotBelow) {
  Feed feed{cold()};
  feed.run(std::vector<double>(30, 10.0));
  EXPECT_TRUE(feed.log.empty());
}

TEST(EvaluateThreshold, RaisesOnTimeBetweenTwoReadings) {
  Feed feed{cold()};
  const Inputs once = reading(9, start);
  feed.step(once);
  feed.now = start + minutes(9);
  EXPECT_FALSE(feed.step(once).transition);
  EXPECT_EQ(feed.step(once).explanation.due, start + minutes(10));
  feed.now = start + minutes(10);
  EXPECT_TRUE(feed.step(once).transition);
}

TEST(EvaluateThreshold, IgnoresAnOutdatedReading) {
  Feed feed{cold()};
  feed.step(reading(9, start));
  feed.now = start + minutes(21);
  const auto found = feed.step(reading(9, start));
  EXPECT_FALSE(found.transition);
  EXPECT_EQ(found.explanation.basis, Basis::outdated);
  EXPECT_EQ(found.explanation.evaluated.at(0).age, minutes(21));
}

TEST(EvaluateThreshold, AGapRestartsTheHold) {
  Feed feed{cold()};
  feed.step(reading(9, start));
  feed.now = start + hours(2);
  EXPECT_FALSE(feed.step(reading(9, feed.now)).transition);
  feed.now = feed.now + minutes(10);
  EXPECT_TRUE(feed.step(reading(9, feed.now)).transition);
}

TEST(EvaluateThreshold, StaysRaisedWithoutFreshReadings) {
  Feed feed{cold()};
  feed.run(std::vector<double>(12, 9));
  feed.now = start + hours(5);
  EXPECT_FALSE(feed.step(reading(9, start)).transition);
  EXPECT_EQ(feed.state.phase, Phase::raised);
}

TEST(EvaluateThreshold, ANightRuleRaisesNothingByDayButRecovers) {
  Rule rule = cold();
  rule.period = agronomy::Period::night;
  Feed feed{rule};
  for (int i = 0; i < 20; ++i, feed.now = feed.now + minutes(1))
    EXPECT_EQ(feed.step(reading(9, feed.now, agronomy::Segment::morning)).explanation.basis,
              Basis::out_of_hours);
  feed.run(std::vector<double>(12, 9));
  EXPECT_EQ(feed.state.phase, Phase::raised);
  feed.step(reading(10.5, feed.now, agronomy::Segment::morning));
  EXPECT_EQ(feed.state.phase, Phase::raised);
  feed.step(reading(11, feed.now, agronomy::Segment::morning));
  EXPECT_EQ(feed.log.back(), "32 recovered");
}

TEST(EvaluateThreshold, ClearsWhenSwitchedOff) {
  Feed feed{cold()};
  feed.run(std::vector<double>(12, 9));
  feed.setting->enabled = false;
  EXPECT_EQ(feed.step(reading(9, feed.now)).transition.value().why, "switched_off");
  EXPECT_EQ(feed.step(reading(9, feed.now)).explanation.basis, Basis::off);
}

TEST(EvaluateThreshold, ClearsAfterItsClearHold) {
  Rule rule = cold();
  rule.clear_hold = minutes(5);
  Feed feed{rule};
  feed.run(std::vector<double>(11, 9));
  feed.run({11.5, 11.5, 10.5, 11.5, 11.5, 11.5, 11.5, 11.5, 11.5});
  EXPECT_EQ(feed.log, (Log{"10 raised", "19 recovered"}));
}

TEST(EvaluateThreshold, AClockSetBackRaisesNothing) {
  Feed feed{cold()};
  feed.now = start + hours(1);
  feed.step(reading(9, feed.now));
  feed.now = start;
  EXPECT_FALSE(feed.step(reading(9, start + hours(1))).transition);
  EXPECT_EQ(feed.state.since, start);
}

TEST(EvaluateThreshold, KeepsItsHoldOverARestart) {
  Feed before{cold()};
  before.run(std::vector<double>(6, 9));
  Feed after{cold()};
  after.state = before.state;  // only the stored state survives
  after.now = start + minutes(9);
  EXPECT_FALSE(after.step(reading(9, after.now)).transition);
  after.now = start + minutes(10);
  EXPECT_TRUE(after.step(reading(9, after.now)).transition);
}

Rule silent() {
  Rule rule;
  rule.code = "silent";
  rule.kind = Kind::silent;
  rule.quantity = "any";
  rule.hold = minutes(20);
  return rule;
}

TEST(EvaluateSilent, RaisesOnTimeWithoutAReading) {
  Feed feed{silent()};
  const Inputs last = reading(15, start);
  feed.step(last);
  for (feed.now = start; feed.now < start + minutes(40); feed.now = feed.now + minutes(1)) feed.step(last);
  EXPECT_EQ(feed.log, (Log{"21 raised"}));
  EXPECT_EQ(feed.step(last).explanation.value, 40);
  feed.step(reading(15, feed.now));
  EXPECT_EQ(feed.log.back(), "40 recovered");
}

TEST(EvaluateSilent, RaisesNothingWithoutAFirstReading) {
  Feed feed{silent()};
  feed.now = start + days(1);
  EXPECT_EQ(feed.step(Inputs{}).explanation.basis, Basis::no_reading);
  EXPECT_FALSE(feed.step(reading(15, start)).transition) << "a replay of old readings is no sign of life";
}

TEST(EvaluateSilent, WithALimitRaisesOnlyBelowIt) {
  Rule rule = silent();
  rule.limit = {LimitSource::From::number, 8, "", 0};
  for (const auto& [value, raised] : {std::pair{9.0, false}, {7.0, true}}) {
    Feed feed{rule};
    feed.step(reading(value, start));
    feed.now = start + minutes(30);
    EXPECT_EQ(feed.step(reading(value, start)).transition.has_value(), raised) << value;
  }
}

Rule stuck() {
  Rule rule;
  rule.code = "stuck";
  rule.kind = Kind::stuck;
  rule.quantity = "air_temperature";
  rule.limit = {LimitSource::From::number, 0.05, "", 0};
  rule.hold = hours(3);
  return rule;
}

TEST(EvaluateStuck, RaisesWithoutChangeAndClearsOnChange) {
  Feed feed{stuck()};
  feed.run({14.9, 15});
  feed.run(std::vector<double>(200, 15));
  EXPECT_EQ(feed.log, (Log{"181 raised"}));
  feed.run({15.1});
  EXPECT_EQ(feed.log.back(), "202 recovered");
}

TEST(EvaluateStuck, AGapRaisesNothing) {
  Feed feed{stuck()};
  feed.run(std::vector<double>(60, 15));
  feed.now = feed.now + hours(5);
  feed.run(std::vector<double>(60, 15));
  EXPECT_TRUE(feed.log.empty());
}

TEST(EvaluateRate, ComparesWithTheReadingAWindowEarlier) {
  Rule rule = cold();
  rule.kind = Kind::falling;
  rule.limit.number = 4;
  rule.hold = {};
  rule.window = minutes(30);
  Feed feed{rule};
  Inputs in = reading(12, start);
  EXPECT_EQ(feed.step(in).explanation.basis, Basis::no_reading);
  const std::tuple<double, double, bool> rows[] = {{16, 12, false}, {16, 11.9, true}, {12, 16.5, false}};
  for (const auto& [before, now, raised] : rows) {
    Feed row{rule};
    in = reading(now, start);
    in.before = QuantityReading{StreamId{7}, "air_temperature", before, start - minutes(30)};
    EXPECT_EQ(row.step(in).transition.has_value(), raised) << before << " to " << now;
  }
}

}  // namespace
}  // namespace cunkou::rules
