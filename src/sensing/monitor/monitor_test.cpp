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
  MonitorFixture m;
  m.warm_until(at("12:05"), 21, 21.4);
  m.now = m.now + minutes(2);
  for (const auto& view : m.monitor->rules(thing, m.now)) {
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
  MonitorFixture m;
  rules::RuleOverride own;
  own.thing = thing;
  own.rule = "air_cold";
  own.threshold = 14;
  own.hold = minutes(2);
  ASSERT_TRUE(m.monitor->adjust(own, farmer, m.now));
  m.start();
  m.now = at("19:00");
  m.warm_until(at("19:05"), 13.5, 13.5);
  EXPECT_EQ(m.log().back(), "19:02 air_cold raised");
  m.monitor->reset_rule(thing, "air_cold", farmer, m.now);
  m.warm_until(at("19:10"), 13.5, 13.5);
  EXPECT_EQ(m.log().back(), "19:05 air_cold cleared");
  own.clear = 13;
  EXPECT_EQ(m.monitor->adjust(own, farmer, m.now).error().code, Code::invalid);
}

TEST(MonitorRules, RefuseAThresholdOutsideThePlausibleRange) {
  MonitorFixture m;
  rules::RuleOverride own;
  own.thing = thing;
  own.rule = "air_cold_danger";
  for (const double impossible : {-200.0, -40.1, 80.1}) {
    own.threshold = impossible;
    EXPECT_EQ(m.monitor->adjust(own, farmer, m.now).error().code, Code::invalid) << impossible;
  }
  own.threshold = -40;
  EXPECT_TRUE(m.monitor->adjust(own, farmer, m.now));
  own.rule = "stuck";
  own.threshold = -1;
  EXPECT_EQ(m.monitor->adjust(own, farmer, m.now).error().code, Code::invalid);
}

TEST(MonitorRules, RefuseOppositeThresholdsThatOverlap) {
  MonitorFixture m;
  rules::RuleOverride own;
  own.thing = thing;
  own.rule = "air_cold";
  own.threshold = 50;
  EXPECT_EQ(m.monitor->adjust(own, farmer, m.now).error().code, Code::invalid) << "too hot is above 32";
  own.threshold = 15;
  EXPECT_TRUE(m.monitor->adjust(own, farmer, m.now));
}

TEST(MonitorRules, ClearTheAlarmWhenSwitchedOff) {
  MonitorFixture m;
  m.now = at("19:00");
  m.warm_until(at("19:20"), 9, 9);
  rules::RuleOverride off;
  off.thing = thing;
  off.rule = "air_cold";
  off.enabled = false;
  ASSERT_TRUE(m.monitor->adjust(off, farmer, m.now));
  EXPECT_EQ(m.log().back(), "19:20 air_cold cleared");
  EXPECT_EQ(m.transactions.alarms.rows.begin()->second.cleared_why, "switched_off");
}

TEST(MonitorTransactions, AFailureLosesNoAlarm) {
  MonitorFixture m;
  m.now = at("19:00");
  m.warm_until(at("19:14"), 9, 9);
  m.transactions.broken = true;
  m.now = at("19:15");
  EXPECT_THROW(m.monitor->observe(air, m.now, 9, m.now), std::runtime_error);
  ASSERT_EQ(m.view().alarms.size(), 1u) << "shown, though not stored";
  EXPECT_FALSE(m.view().alarms.at(0).id);
  EXPECT_THROW(m.monitor->tick(m.now), std::runtime_error);
  EXPECT_EQ(m.monitor->view_of(thing, m.now)->status, rules::ThingStatus::watch);
  m.transactions.broken = false;
  m.monitor->tick(m.now);
  EXPECT_EQ(m.log().back(), "19:15 air_cold raised");
  ASSERT_EQ(m.view().alarms.size(), 1u);
  EXPECT_TRUE(m.view().alarms.at(0).id);
}

TEST(MonitorTransactions, AFailureKeepsTheHoldOfABatch) {
  MonitorFixture m;
  m.now = at("19:20");
  m.transactions.broken = true;
  for (int minute = 13; minute < 20; ++minute) try {
      m.monitor->observe(air, at("19:00") + minutes(minute), 4, m.now);
    } catch (const std::runtime_error&) {
    }
  EXPECT_THROW(m.monitor->tick(m.now), std::runtime_error);
  EXPECT_EQ(m.monitor->view_of(thing, m.now)->status, rules::ThingStatus::danger);
  m.transactions.broken = false;
  m.monitor->tick(m.now);
  EXPECT_EQ(m.log().back(), "19:20 air_cold_danger raised");
}

TEST(MonitorTransactions, AFailureDoesNotStopOtherGreenhouses) {
  MonitorFixture m;
  MonitoredThing other = greenhouse();
  other.thing = ThingId{4};
  ASSERT_TRUE(m.configure(other));
  m.monitor->bind(other.thing, "air_temperature", StreamId{21});
  m.now = at("19:00");
  const auto cold = [&] {
    for (const auto stream : {air, StreamId{21}}) try {
        m.monitor->observe(stream, m.now, 9, m.now);
      } catch (const std::runtime_error&) {
      }
  };
  m.run_until(at("19:15"), cold);
  m.transactions.broken = true;
  EXPECT_THROW(m.monitor->tick(m.now), std::runtime_error);
  EXPECT_EQ(m.monitor->view_of(thing, m.now)->status, rules::ThingStatus::watch);
  EXPECT_EQ(m.monitor->view_of(other.thing, m.now)->status, rules::ThingStatus::watch);
  m.monitor->observe(air, m.now + seconds(30), 15, m.now + seconds(30));
  EXPECT_TRUE(m.view().alarms.empty()) << "over before it could be stored";
}

TEST(MonitorApply, AnotherProfileKeepsTheManualSwitch) {
  MonitorFixture m;
  auto other = test_profile();
  other.name = "other";
  m.profiles.push_back(other);
  m.start();
  m.monitor->observe_manual(thing, "vent", true, m.now, m.now);
  auto moved = greenhouse(false);
  moved.profile = "other";
  ASSERT_TRUE(m.configure(moved));
  EXPECT_TRUE(m.view().actuators.at(0).manual);
  EXPECT_EQ(m.monitor->request(command_to(actuation::Action::open), farmer, m.now).error().code,
            Code::conflict);
}

TEST(MonitorRebind, ARemovedStreamClearsItsAlarmAndRaisesNone) {
  MonitorFixture m;
  m.warm_until(at("12:20"), 9, 9);
  ASSERT_EQ(m.view().alarms.size(), 1u);
  m.monitor->rebind(thing, {{"vent_position", vent_position}}, m.now);
  EXPECT_EQ(m.log().back(), "12:20 air_cold cleared");
  m.monitor->observe(air, m.now, 3, m.now);
  m.monitor->rebind(thing, {}, m.now);
  m.silence_until(at("13:00", 17));
  EXPECT_TRUE(m.view().alarms.empty());
  EXPECT_EQ(m.log().back(), "12:20 air_cold cleared");
}

TEST(MonitorRebind, IgnoresTheReplacedStream) {
  MonitorFixture m;
  constexpr StreamId other{21};
  m.warm_until(at("12:20"), 20, 20);
  m.monitor->rebind(thing, {{"air_temperature", other}}, m.now);
  m.run_until(at("12:40"), [&] {
    m.monitor->observe(other, m.now, 21 + 0.1 * static_cast<double>(m.now.ms / 60'000 % 2), m.now);
    m.monitor->observe(air, m.now, 2, m.now);
  });
  EXPECT_TRUE(m.log().empty());
}

TEST(MonitorObserve, IgnoresAnOldManualReport) {
  MonitorFixture m;
  m.monitor->observe_manual(thing, "vent", true, m.now, m.now);
  m.monitor->observe_manual(thing, "vent", false, m.now - hours(1), m.now);
  EXPECT_TRUE(m.view().actuators.at(0).manual);
  m.monitor->observe_manual(thing, "vent", false, m.now + seconds(1), m.now + seconds(1));
  EXPECT_FALSE(m.view().actuators.at(0).manual);
}

TEST(MonitorApply, RefusesDetailsThatItsKindRefusesAndAnUnknownProfile) {
  MonitorFixture m;
  MonitoredThing g = greenhouse();
  g.details = TestPlanting{"banana", ""};
  EXPECT_EQ(m.configure(g).error().reason.en, "This crop is not known");
  g = greenhouse();
  g.profile = "barn";
  EXPECT_FALSE(m.configure(g));
}

TEST(MonitorApply, MonitorsANewGreenhouseAtOnce) {
  MonitorFixture m;
  MonitoredThing g = greenhouse();
  g.thing = ThingId{4};
  ASSERT_TRUE(m.configure(g));
  m.monitor->bind(ThingId{4}, "air_temperature", StreamId{21});
  m.monitor->observe(StreamId{21}, m.now, 21, m.now);
  EXPECT_EQ(m.monitor->view_of(ThingId{4}, m.now)->status, rules::ThingStatus::normal);
  EXPECT_EQ(m.settings.size(), 2u);
}

TEST(MonitorApply, AnotherCropClearsAlarmsOfItsRules) {
  MonitorFixture m;
  m.now = at("19:00");
  m.warm_until(at("19:20"), 9, 9);
  MonitoredThing bare = greenhouse();
  bare.details.reset();
  ASSERT_TRUE(m.configure(bare));
  EXPECT_EQ(m.log().back(), "19:20 air_cold cleared");
}

TEST(MonitorForget, EndsAlarmsAndCommands) {
  MonitorFixture m;
  m.now = at("19:00");
  m.warm_until(at("19:20"), 9, 9);
  m.online = false;
  ASSERT_TRUE(m.monitor->request(command_to(actuation::Action::open), farmer, m.now));
  m.monitor->forget(thing, farmer, m.now);
  EXPECT_TRUE(m.transactions.alarms.open().empty());
  EXPECT_TRUE(m.transactions.commands.open().empty());
  m.monitor->observe(air, m.now, 9, m.now);
  EXPECT_FALSE(m.monitor->view_of(thing, m.now));
}

TEST(MonitorObserve, AnOutOfOrderReadingChangesNothing) {
  MonitorFixture m;
  m.now = at("19:00");
  m.warm_until(at("19:30"), 15, 15.5);
  for (int i = 0; i < 30; ++i) m.monitor->observe(air, at("18:00") + minutes(i), 5, m.now);
  EXPECT_TRUE(m.log().empty());
  EXPECT_NEAR(m.view().air.temperature->value, 15.5, 0.1);
}

TEST(MonitorTransactions, WritesLittleWithoutTransitions) {
  MonitorFixture m;
  m.warm_until(at("14:00"), 20, 24);
  EXPECT_LE(m.transactions.rule_states.puts, 30) << "two hours of readings";
}

}  // namespace
}  // namespace cunkou::monitor
