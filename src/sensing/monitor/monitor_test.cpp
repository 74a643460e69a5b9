#include "sensing/monitor/monitor.hpp"

#include <gtest/gtest.h>

#include <map>
#include <stdexcept>
#include <string>

#include "sensing/monitor/testing/monitor_fixture.hpp"

namespace cunkou::monitor {
namespace {

using namespace testing;

TEST(MonitorRules, ExplainTheEvaluatedReadingAndItsAge) {
  MonitorFixture w;
  w.warm_until(at("12:05"), 21, 21.4);
  w.now = w.now + minutes(2);
  for (const auto& view : w.monitor->rules(thing, w.now)) {
    if (view.rule->code != "air_cold") continue;
    EXPECT_EQ(view.explanation.basis, rules::Basis::evaluated);
    ASSERT_EQ(view.explanation.evaluated.size(), 1u);
    EXPECT_EQ(view.explanation.evaluated[0].stream, air);
    EXPECT_EQ(view.explanation.evaluated[0].age, minutes(3));
    EXPECT_EQ(view.setting->threshold, 10);
    return;
  }
  FAIL();
}

TEST(MonitorRules, ApplyAnOverrideAtOnceAndAfterARestart) {
  MonitorFixture w;
  rules::RuleOverride own;
  own.thing = thing;
  own.rule = "air_cold";
  own.threshold = 14;
  own.hold = minutes(2);
  ASSERT_TRUE(w.monitor->adjust(own, farmer, w.now));
  w.start();
  w.now = at("19:00");
  w.warm_until(at("19:05"), 13.5, 13.5);
  EXPECT_EQ(w.log().back(), "19:02 air_cold raised");
  w.monitor->reset_rule(thing, "air_cold", farmer, w.now);
  w.warm_until(at("19:10"), 13.5, 13.5);
  EXPECT_EQ(w.log().back(), "19:05 air_cold cleared");
  own.clear = 13;
  EXPECT_EQ(w.monitor->adjust(own, farmer, w.now).error().code, Code::invalid);
}

TEST(MonitorRules, RefuseAThresholdOutsideThePlausibleRange) {
  MonitorFixture w;
  rules::RuleOverride own;
  own.thing = thing;
  own.rule = "air_cold_danger";
  for (const double impossible : {-200.0, -40.1, 80.1}) {
    own.threshold = impossible;
    EXPECT_EQ(w.monitor->adjust(own, farmer, w.now).error().code, Code::invalid) << impossible;
  }
  own.threshold = -40;
  EXPECT_TRUE(w.monitor->adjust(own, farmer, w.now));
  own.rule = "stuck";
  own.threshold = -1;
  EXPECT_EQ(w.monitor->adjust(own, farmer, w.now).error().code, Code::invalid);
}

TEST(MonitorRules, RefuseOppositeThresholdsThatOverlap) {
  MonitorFixture w;
  rules::RuleOverride own;
  own.thing = thing;
  own.rule = "air_cold";
  own.threshold = 50;
  EXPECT_EQ(w.monitor->adjust(own, farmer, w.now).error().code, Code::invalid) << "too hot is above 32";
  own.threshold = 15;
  EXPECT_TRUE(w.monitor->adjust(own, farmer, w.now));
}

TEST(MonitorRules, ClearTheAlarmWhenSwitchedOff) {
  MonitorFixture w;
  w.now = at("19:00");
  w.warm_until(at("19:20"), 9, 9);
  rules::RuleOverride off;
  off.thing = thing;
  off.rule = "air_cold";
  off.enabled = false;
  ASSERT_TRUE(w.monitor->adjust(off, farmer, w.now));
  EXPECT_EQ(w.log().back(), "19:20 air_cold cleared");
  EXPECT_EQ(w.transactions.alarms.rows.begin()->second.cleared_why, "switched_off");
}

TEST(MonitorTransactions, AFailureLosesNoAlarm) {
  MonitorFixture w;
  w.now = at("19:00");
  w.warm_until(at("19:14"), 9, 9);
  w.transactions.broken = true;
  w.now = at("19:15");
  EXPECT_THROW(w.monitor->observe(air, w.now, 9, w.now), std::runtime_error);
  ASSERT_EQ(w.view().alarms.size(), 1u) << "shown, though not stored";
  EXPECT_FALSE(w.view().alarms.at(0).id);
  EXPECT_THROW(w.monitor->tick(w.now), std::runtime_error);
  EXPECT_EQ(w.monitor->view_of(thing, w.now)->status, rules::ThingStatus::watch);
  w.transactions.broken = false;
  w.monitor->tick(w.now);
  EXPECT_EQ(w.log().back(), "19:15 air_cold raised");
  ASSERT_EQ(w.view().alarms.size(), 1u);
  EXPECT_TRUE(w.view().alarms.at(0).id);
}

TEST(MonitorTransactions, AFailureKeepsTheHoldOfABatch) {
  MonitorFixture w;
  w.now = at("19:20");
  w.transactions.broken = true;
  for (int minute = 13; minute < 20; ++minute) try {
      w.monitor->observe(air, at("19:00") + minutes(minute), 4, w.now);
    } catch (const std::runtime_error&) {
    }
  EXPECT_THROW(w.monitor->tick(w.now), std::runtime_error);
  EXPECT_EQ(w.monitor->view_of(thing, w.now)->status, rules::ThingStatus::danger);
  w.transactions.broken = false;
  w.monitor->tick(w.now);
  EXPECT_EQ(w.log().back(), "19:20 air_cold_danger raised");
}

TEST(MonitorTransactions, AFailureDoesNotStopOtherGreenhouses) {
  MonitorFixture w;
  MonitoredThing other = greenhouse();
  other.thing = ThingId{4};
  ASSERT_TRUE(w.configure(other));
  w.monitor->bind(other.thing, "air_temperature", StreamId{21});
  w.now = at("19:00");
  const auto cold = [&] {
    for (const auto stream : {air, StreamId{21}}) try {
        w.monitor->observe(stream, w.now, 9, w.now);
      } catch (const std::runtime_error&) {
      }
  };
  w.run_until(at("19:15"), cold);
  w.transactions.broken = true;
  EXPECT_THROW(w.monitor->tick(w.now), std::runtime_error);
  EXPECT_EQ(w.monitor->view_of(thing, w.now)->status, rules::ThingStatus::watch);
  EXPECT_EQ(w.monitor->view_of(other.thing, w.now)->status, rules::ThingStatus::watch);
  w.monitor->observe(air, w.now + seconds(30), 15, w.now + seconds(30));
  EXPECT_TRUE(w.view().alarms.empty()) << "over before it could be stored";
}

TEST(MonitorApply, AnotherProfileKeepsTheManualSwitch) {
  MonitorFixture w;
  auto other = test_profile();
  other.name = "other";
  w.profiles.push_back(other);
  w.start();
  w.monitor->observe_manual(thing, "vent", true, w.now, w.now);
  auto moved = greenhouse(false);
  moved.profile = "other";
  ASSERT_TRUE(w.configure(moved));
  EXPECT_TRUE(w.view().actuators.at(0).manual);
  EXPECT_EQ(w.monitor->request(command_to(actuation::Action::open), farmer, w.now).error().code,
            Code::conflict);
}

TEST(MonitorRebind, ARemovedStreamClearsItsAlarmAndRaisesNone) {
  MonitorFixture w;
  w.warm_until(at("12:20"), 9, 9);
  ASSERT_EQ(w.view().alarms.size(), 1u);
  w.monitor->rebind(thing, {{"vent_position", vent_position}}, w.now);
  EXPECT_EQ(w.log().back(), "12:20 air_cold cleared");
  w.monitor->observe(air, w.now, 3, w.now);
  w.monitor->rebind(thing, {}, w.now);
  w.silence_until(at("13:00", 17));
  EXPECT_TRUE(w.view().alarms.empty());
  EXPECT_EQ(w.log().back(), "12:20 air_cold cleared");
}

TEST(MonitorRebind, IgnoresTheReplacedStream) {
  MonitorFixture w;
  constexpr StreamId other{21};
  w.warm_until(at("12:20"), 20, 20);
  w.monitor->rebind(thing, {{"air_temperature", other}}, w.now);
  w.run_until(at("12:40"), [&] {
    w.monitor->observe(other, w.now, 21 + 0.1 * static_cast<double>(w.now.ms / 60'000 % 2), w.now);
    w.monitor->observe(air, w.now, 2, w.now);
  });
  EXPECT_TRUE(w.log().empty());
}

TEST(MonitorObserve, IgnoresAnOldManualReport) {
  MonitorFixture w;
  w.monitor->observe_manual(thing, "vent", true, w.now, w.now);
  w.monitor->observe_manual(thing, "vent", false, w.now - hours(1), w.now);
  EXPECT_TRUE(w.view().actuators.at(0).manual);
  w.monitor->observe_manual(thing, "vent", false, w.now + seconds(1), w.now + seconds(1));
  EXPECT_FALSE(w.view().actuators.at(0).manual);
}

TEST(MonitorApply, RefusesDetailsThatItsKindRefusesAndAnUnknownProfile) {
  MonitorFixture w;
  MonitoredThing g = greenhouse();
  g.details = TestPlanting{"banana", ""};
  EXPECT_EQ(w.configure(g).error().reason.en, "This crop is not known");
  g = greenhouse();
  g.profile = "barn";
  EXPECT_FALSE(w.configure(g));
}

TEST(MonitorApply, MonitorsANewGreenhouseAtOnce) {
  MonitorFixture w;
  MonitoredThing g = greenhouse();
  g.thing = ThingId{4};
  ASSERT_TRUE(w.configure(g));
  w.monitor->bind(ThingId{4}, "air_temperature", StreamId{21});
  w.monitor->observe(StreamId{21}, w.now, 21, w.now);
  EXPECT_EQ(w.monitor->view_of(ThingId{4}, w.now)->status, rules::ThingStatus::normal);
  EXPECT_EQ(w.settings.size(), 2u);
}

TEST(MonitorApply, AnotherCropClearsAlarmsOfItsRules) {
  MonitorFixture w;
  w.now = at("19:00");
  w.warm_until(at("19:20"), 9, 9);
  MonitoredThing bare = greenhouse();
  bare.details.reset();
  ASSERT_TRUE(w.configure(bare));
  EXPECT_EQ(w.log().back(), "19:20 air_cold cleared");
}

TEST(MonitorForget, EndsAlarmsAndCommands) {
  MonitorFixture w;
  w.now = at("19:00");
  w.warm_until(at("19:20"), 9, 9);
  w.online = false;
  ASSERT_TRUE(w.monitor->request(command_to(actuation::Action::open), farmer, w.now));
  w.monitor->forget(thing, farmer, w.now);
  EXPECT_TRUE(w.transactions.alarms.open().empty());
  EXPECT_TRUE(w.transactions.commands.open().empty());
  w.monitor->observe(air, w.now, 9, w.now);
  EXPECT_FALSE(w.monitor->view_of(thing, w.now));
}

TEST(MonitorObserve, AnOutOfOrderReadingChangesNothing) {
  MonitorFixture w;
  w.now = at("19:00");
  w.warm_until(at("19:30"), 15, 15.5);
  for (int i = 0; i < 30; ++i) w.monitor->observe(air, at("18:00") + minutes(i), 5, w.now);
  EXPECT_TRUE(w.log().empty());
  EXPECT_NEAR(w.view().air.temperature->value, 15.5, 0.1);
}

TEST(MonitorTransactions, WritesLittleWithoutTransitions) {
  MonitorFixture w;
  w.warm_until(at("14:00"), 20, 24);
  EXPECT_LE(w.transactions.rule_states.puts, 30) << "two hours of readings";
}

}  // namespace
}  // namespace cunkou::monitor
