#include "sensing/monitor/monitor.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <stdexcept>
#include <string>

#include "sensing/monitor/testing/monitor_fixture.hpp"

namespace cunkou::monitor {
namespace {

using namespace testing;

TEST(MonitorAlarms, KeepOneAlarmThroughAColdNight) {
  MonitorFixture m;
  m.now = at("18:00");
  m.warm_until(at("20:00"), 16, 11);
  EXPECT_TRUE(m.log().empty());
  EXPECT_EQ(m.view().status, rules::ThingStatus::normal);
  m.warm_until(at("22:00"), 11, 8);  // below the threshold from 20:43 on
  const alarms::Alarm alarm = m.view().alarms.at(0);
  EXPECT_EQ(alarm.rule, "air_cold");
  EXPECT_EQ(m.view().status, rules::ThingStatus::watch);
  m.warm_until(at("23:30"), 8, 7.5);
  EXPECT_EQ(m.log(),
            (Log{"20:58 to household, first", "20:58 air_cold raised", "21:58 to household, repeat"}));
  ASSERT_TRUE(m.monitor->acknowledge(alarm.id, farmer, "盖了草帘", m.now));
  m.warm_until(at("08:00", 16), 7.5, 9.4);
  m.warm_until(at("10:00", 16), 9.4, 18);
  EXPECT_EQ(m.log(), (Log{"20:58 to household, first", "20:58 air_cold raised", "21:58 to household, repeat",
                          "23:30 air_cold acknowledged", "08:22 air_cold cleared"}));
  EXPECT_EQ(m.view().status, rules::ThingStatus::normal);
  const alarms::Alarm kept = m.transactions.alarms.rows.at(alarm.id);
  EXPECT_EQ(kept.state(), alarms::AlarmState::cleared);
  EXPECT_EQ(kept.acknowledged_by, farmer.person);
  EXPECT_EQ(kept.evaluated.at(0).stream, air);
  EXPECT_EQ(kept.threshold, 10);
  EXPECT_EQ(m.transactions.alarms.rows.size(), 1u);
}

TEST(MonitorAlarms, RecoverWhileTheValueIsBackInRange) {
  MonitorFixture m;
  m.rule_set.rules.front().clear_hold = minutes(20);  // air_cold
  m.now = at("01:00");
  m.start();
  m.warm_until(at("01:20"), 9.5, 9.5);
  const alarms::Alarm alarm = m.transactions.alarms.rows.at(AlarmId{1});
  EXPECT_EQ(alarm.rule, "air_cold");
  EXPECT_FALSE(m.monitor->is_recovering(alarm, m.now));
  m.warm_until(at("01:30"), 12, 12);
  EXPECT_TRUE(m.monitor->is_recovering(alarm, m.now));
  EXPECT_TRUE(m.view().alarms.at(0).recovering) << "a greenhouse and a list say the same";
  m.warm_until(at("02:30"), 12, 12);
  const alarms::Alarm cleared = m.transactions.alarms.rows.at(AlarmId{1});
  ASSERT_EQ(cleared.state(), alarms::AlarmState::cleared);
  EXPECT_FALSE(m.monitor->is_recovering(cleared, m.now));
}

TEST(MonitorAlarms, WorsenInPlaceAndNotifyTheHouseholdAgain) {
  MonitorFixture m;
  m.now = at("01:00");
  m.warm_until(at("01:30"), 9.5, 9.5);
  EXPECT_EQ(m.log(), (Log{"01:15 air_cold raised"})) << "a watch waits for the morning";
  m.warm_until(at("02:00"), 4.5, 4.5);
  m.warm_until(at("02:20"), 7, 7);
  EXPECT_EQ(m.changes_of(1),
            (Log{"01:15 raised air_cold watch 9.5", "01:35 worsened air_cold_danger danger 4.5",
                 "02:00 eased frost_soon danger -5.7", "02:00 eased air_cold watch 7"}))
      << "kept, when it became what";
  EXPECT_EQ(m.log(),
            (Log{"01:15 air_cold raised", "01:35 to household, first", "01:35 air_cold_danger worsened",
                 "01:45 to household, repeat", "01:55 to household, repeat",
                 "01:55 to technician, escalation", "02:00 frost_soon eased", "02:00 air_cold eased"}));
  EXPECT_EQ(m.transactions.alarms.rows.size(), 1u);
  EXPECT_EQ(m.view().status, rules::ThingStatus::watch);
}

TEST(MonitorAlarms, NotifyOnceWhenSeverityOscillates) {
  MonitorFixture m;
  m.now = at("01:00");
  m.warm_until(at("01:30"), 4, 4);
  ASSERT_TRUE(m.monitor->acknowledge(AlarmId{1}, farmer, "", m.now));
  const auto before = m.transactions.alarms.rows.at(AlarmId{1}).notices;
  for (int swing = 0; swing < 3; ++swing) {
    m.warm_until(m.now + minutes(10), 7, 7);
    m.warm_until(m.now + minutes(10), 4, 4);
  }
  EXPECT_EQ(m.view().alarms.at(0).severity, rules::Severity::danger);
  EXPECT_EQ(m.transactions.alarms.rows.at(AlarmId{1}).notices, before);
  m.warm_until(m.now + minutes(70), 7, 7);
  m.warm_until(m.now + minutes(10), 4, 4);
  EXPECT_GT(m.transactions.alarms.rows.at(AlarmId{1}).notices, before) << "an hour later it is news again";
}

TEST(MonitorAlarms, KeepHoldAndAlarmOverARestart) {
  MonitorFixture m;
  m.now = at("19:00");
  m.warm_until(at("19:08"), 9, 9);
  m.start();
  m.warm_until(at("19:20"), 9, 9);
  EXPECT_EQ(m.log().back(), "19:15 air_cold raised");
  const auto before = m.log().size();
  m.start();
  m.warm_until(at("19:30"), 9, 9);
  EXPECT_EQ(m.log().size(), before) << "it is not raised or notified a second time";
  EXPECT_EQ(m.view().alarms.size(), 1u);
  m.warm_until(at("19:40"), 12, 12);
  EXPECT_EQ(m.log().back(), "19:30 air_cold cleared");
}

TEST(MonitorAlarms, FollowTheirRuleToAnotherConcern) {
  MonitorFixture m;
  m.now = at("19:00");
  m.warm_until(at("19:20"), 9, 9);
  ASSERT_EQ(m.view().alarms.at(0).concern, "cold");
  for (auto& rule : m.rule_set.rules)
    if (rule.concern == "cold") rule.concern = "chill";
  m.start();
  EXPECT_EQ(m.view().alarms.at(0).concern, "chill");
  EXPECT_EQ(m.transactions.alarms.rows.at(AlarmId{1}).concern, "chill");
  m.warm_until(at("19:40"), 9, 9);
  EXPECT_EQ(m.transactions.alarms.rows.size(), 1u);
  m.warm_until(at("20:20"), 16, 16);
  EXPECT_TRUE(m.view().alarms.empty());
  EXPECT_EQ(m.transactions.alarms.rows.at(AlarmId{1}).cleared_why, "recovered");
}

// With an open watch alarm of air_cold and an open danger alarm of air_freezing.
void open_two_alarms(MonitorFixture& m) {
  m.now = at("19:00");
  for (auto& rule : m.rule_set.rules) rule.enabled = rule.code == "air_cold" || rule.code == "air_freezing";
  m.start();
  m.warm_until(at("19:20"), -2, -2);
  ASSERT_EQ(m.view().alarms.size(), 2u);
}

TEST(MonitorAlarms, ThatComeUnderOneConcernLeaveTheWorse) {
  MonitorFixture m;
  open_two_alarms(m);
  for (auto& rule : m.rule_set.rules) rule.concern = "cold";
  m.transactions.journal.entries.clear();
  m.start();
  ASSERT_EQ(m.view().alarms.size(), 1u);
  const auto kept = m.view().alarms.at(0);
  EXPECT_EQ(kept.rule, "air_freezing");
  for (const auto& [id, alarm] : m.transactions.alarms.rows)
    EXPECT_EQ(alarm.cleared_why, id == kept.id ? "" : "forgotten") << alarm.rule;
  std::map<std::string, int> verbs;
  for (const auto& entry : m.transactions.journal.entries) ++verbs[entry.verb];
  EXPECT_EQ(verbs, (std::map<std::string, int>{{"change_concern", 1}, {"clear_alarm", 1}}));
  m.warm_until(at("20:20"), 16, 16);
  EXPECT_TRUE(m.view().alarms.empty());
}

TEST(MonitorAlarms, SwapTheirConcerns) {
  MonitorFixture m;
  open_two_alarms(m);
  for (auto& rule : m.rule_set.rules)
    rule.concern = rule.concern == "cold" ? "frost" : rule.concern == "frost" ? "cold" : rule.concern;
  m.start();
  EXPECT_EQ(m.view().alarms.size(), 2u);
  for (const auto& alarm : m.view().alarms)
    EXPECT_EQ(alarm.concern, alarm.rule == "air_cold" ? "frost" : "cold");
}

TEST(MonitorAlarms, OfARemovedRuleEndInTheJournal) {
  MonitorFixture m;
  m.now = at("19:00");
  m.warm_until(at("19:20"), 9, 9);
  std::erase_if(m.rule_set.rules, [](const rules::Rule& rule) { return rule.code == "air_cold"; });
  m.transactions.journal.entries.clear();
  m.start();
  EXPECT_EQ(m.transactions.alarms.rows.at(AlarmId{1}).cleared_why, "forgotten");
  ASSERT_EQ(m.transactions.journal.entries.size(), 1u);
  EXPECT_EQ(m.transactions.journal.entries.at(0).verb, "clear_alarm");
  EXPECT_EQ(m.transactions.journal.entries.at(0).subject, "alarm:1");
}

TEST(MonitorAlarms, RepeatWithThePresentValue) {
  MonitorFixture m;
  m.now = at("18:00");
  m.warm_until(at("18:30"), 9.4, 9.4);
  EXPECT_EQ(m.view().alarms.at(0).value, 9.4);
  m.warm_until(at("19:30"), 8.1, 8.1);
  EXPECT_EQ(m.log().back(), "19:15 to household, repeat");
  EXPECT_EQ(m.view().alarms.at(0).value, 8.1);
  EXPECT_EQ(m.view().alarms.at(0).evaluated.at(0).value, 8.1);
  m.warm_until(at("20:30"), 10.4, 10.4);
  EXPECT_EQ(m.log().back(), "20:15 to household, repeat");
  EXPECT_EQ(m.view().alarms.at(0).value, 8.1) << "above the threshold of 10, not yet over";
}

TEST(MonitorAlarms, ClearOnTheFirstReadingAfterDowntime) {
  MonitorFixture m;
  m.now = at("19:00");
  m.warm_until(at("19:20"), 9, 9);
  m.now = at("23:00");
  m.start();
  m.monitor->tick(m.now);
  EXPECT_EQ(m.view().alarms.size(), 1u) << "no reading shows a recovery yet";
  m.warm_until(at("23:05"), 14, 14);
  EXPECT_EQ(m.log().back(), "23:00 air_cold cleared");
}

TEST(MonitorClock, SetBackByDaysDelaysNoAlarm) {
  MonitorFixture m;
  m.warm_until(at("12:30"), 20, 20);
  m.now = m.now + days(3);
  m.warm_until(m.now + minutes(10), 20, 20.5);
  m.now = at("12:40");
  m.warm_until(at("12:50"), 4, 3.5);
  EXPECT_EQ(m.log().back(), "12:45 air_cold_danger raised");
  m.start();
  m.silence_until(at("12:56"));
  EXPECT_EQ(m.log().back(), "12:55 to household, repeat");
}

TEST(MonitorClock, SetBackDuringDowntimeDelaysNoRepeat) {
  MonitorFixture m;
  m.warm_until(at("12:30"), 20, 20);
  m.now = m.now + days(3);
  m.warm_until(m.now + minutes(10), 4, 3.5);
  const auto notified = m.log().size();
  m.now = at("12:40");
  m.start();
  m.warm_until(at("12:55"), 4, 3.5);
  EXPECT_GT(m.log().size(), notified) << "the next notice is not three days off";
}

TEST(MonitorClock, SetBackByDaysDelaysNoCommand) {
  for (const bool restarted : {false, true}) {
    MonitorFixture m;
    m.monitor->tick(m.now);
    m.now = m.now + days(2);
    m.monitor->tick(m.now);
    const auto opening =
        m.monitor->request({thing, "vent", actuation::Action::open, {}, ""}, farmer, m.now).value();
    ASSERT_TRUE(m.monitor->answer(thing, opening.id, true, "", m.now));
    m.monitor->observe_motion(thing, "vent", actuation::Motion::opening, m.now, m.now);
    m.monitor->observe(vent_position, m.now, 100, m.now);
    ASSERT_EQ(m.view().actuators.at(0).motion, actuation::Motion::still);
    m.now = at("12:10");
    if (restarted) m.start();
    m.monitor->tick(m.now);
    m.now = m.now + seconds(3);
    m.monitor->tick(m.now);
    const auto closing = m.monitor->request({thing, "vent", actuation::Action::close, {}, ""}, farmer, m.now);
    EXPECT_TRUE(closing) << closing.error().reason.en;
    EXPECT_LE(m.view().actuators.at(0).since, m.now);
    EXPECT_LE(m.view().actuators.at(0).position_at, m.now);
  }
}

TEST(MonitorClock, OneFutureReadingDelaysNoAlarm) {
  MonitorFixture m;
  m.warm_until(at("12:30"), 20, 20);
  m.monitor->observe(air, m.now + hours(9), 20, m.now);
  m.warm_until(at("12:40"), 4, 3.5);
  EXPECT_EQ(m.log().back(), "12:35 air_cold_danger raised");
}

TEST(MonitorSilence, RaisedByTickAndClearedByTheNextReading) {
  MonitorFixture m;
  m.warm_until(at("12:30"), 20, 22);
  m.silence_until(at("13:00"));
  EXPECT_EQ(m.log(), (Log{"12:50 to household, first", "12:50 silent raised"}));
  EXPECT_EQ(m.view().status, rules::ThingStatus::no_data);
  EXPECT_EQ(m.view().advice.at(0).code, "reading_old");
  m.warm_until(at("13:02"), 22, 22.1);
  EXPECT_EQ(m.log().back(), "13:00 silent cleared");
  EXPECT_EQ(m.view().status, rules::ThingStatus::normal);
}

TEST(MonitorSilence, NoAlarmWithoutAFirstReading) {
  MonitorFixture m;
  m.silence_until(at("18:00"));
  EXPECT_TRUE(m.log().empty());
  EXPECT_EQ(m.view().status, rules::ThingStatus::no_data);
  EXPECT_EQ(m.view().advice.at(0).code, "no_reading");
}

TEST(MonitorSilence, CountsFromApplyForANewGreenhouse) {
  MonitorFixture m;
  MonitoredThing other = greenhouse();
  other.thing = ThingId{4};
  ASSERT_TRUE(m.configure(other));
  EXPECT_EQ(m.monitor->view_of(other.thing, m.now)->since, m.now);
}

TEST(MonitorSilence, RaisedAfterADayWithoutAFirstReading) {
  MonitorFixture m;
  m.silence_until(at("12:02", 16));
  EXPECT_EQ(m.log(), (Log{"12:00 to household, first", "12:00 silent raised"}));
  m.warm_until(at("12:04", 16), 20, 20);
  EXPECT_EQ(m.log().back(), "12:02 silent cleared");
}

struct HistoricReadings : MonitorFixture {
  void observe_minutes(int from, int to, double celsius) {
    for (int minute = from; minute <= to; ++minute)
      monitor->observe(air, at("02:00") + minutes(minute), celsius, now);
  }
  HistoricReadings() {
    now = at("01:00");
    warm_until(at("01:20"), 20, 20);
    silence_until(at("02:00"));
    log().clear();
  }
};

TEST(MonitorHistoricReadings, RaiseNothingWhenTheNewestIsNormal) {
  HistoricReadings m;
  m.observe_minutes(-40, -25, 3);
  m.monitor->tick(m.now);
  m.now = m.now + seconds(2);
  m.observe_minutes(-24, -12, 3);
  m.monitor->tick(m.now);
  m.now = m.now + seconds(2);
  m.observe_minutes(-11, 0, 20);
  m.monitor->tick(m.now);
  EXPECT_EQ(m.log(), (Log{"02:00 silent cleared"}));
  EXPECT_EQ(m.transactions.alarms.rows.size(), 1u);
}

TEST(MonitorHistoricReadings, RaiseWithTheNewestReading) {
  HistoricReadings m;
  m.observe_minutes(-40, -3, 3);
  m.monitor->tick(m.now);
  EXPECT_TRUE(m.log().empty());
  m.observe_minutes(-2, 0, 3);
  m.monitor->tick(m.now);
  EXPECT_EQ(m.view().alarms.at(0).rule, "air_cold_danger");
}

TEST(MonitorHistoricReadings, RaiseForADeviceWithASlowClock) {
  MonitorFixture m;
  m.now = at("01:00");
  m.run_until(at("01:30"), [&] { m.monitor->observe(air, m.now - minutes(5), 3, m.now); });
  m.now = m.now + seconds(15);
  m.monitor->tick(m.now);
  EXPECT_EQ(m.view().alarms.at(0).rule, "air_cold_danger");
}

TEST(MonitorHistoricReadings, RaiseNothingForOldHistory) {
  MonitorFixture m;
  for (int i = 0; i < 600; ++i) m.monitor->observe(air, at("00:00") - days(300) + minutes(i), -5, m.now);
  m.silence_until(at("13:00"));
  EXPECT_TRUE(m.log().empty());
  EXPECT_EQ(m.view().status, rules::ThingStatus::no_data);
}

TEST(MonitorAlarms, CondensationNeedsTemperatureAndHumidity) {
  MonitorFixture m;
  m.run_until(at("12:50"), [&] { m.monitor->observe(humidity, m.now, 98, m.now); });
  EXPECT_TRUE(m.log().empty());
  m.run_until(at("13:40"), [&] {
    m.monitor->observe(humidity, m.now, 98, m.now);
    m.monitor->observe(air, m.now, m.now.ms % 2 == 0 ? 14.0 : 14.1, m.now);
  });
  EXPECT_EQ(m.log().back(), "13:20 condensation raised");
  const alarms::Alarm alarm = m.view().alarms.at(0);
  ASSERT_EQ(alarm.evaluated.size(), 2u);
  EXPECT_EQ(alarm.evaluated[0].stream, air);
  EXPECT_EQ(alarm.evaluated[1].stream, humidity);
}

TEST(MonitorNotices, ReplaceAWaitingDeliveryByTheNext) {
  MonitorFixture m;
  m.now = at("01:00");
  m.warm_until(at("02:10"), 4, 4);
  std::map<std::string, int> waiting;
  int replaced = 0;
  for (const auto& [id, delivery] : m.transactions.deliveries.rows) {
    if (delivery.state == notifications::DeliveryState::waiting)
      ++waiting[delivery.escalation_step];
    else
      replaced += delivery.error.starts_with("已由新的通知代替");
  }
  EXPECT_GT(m.transactions.alarms.rows.begin()->second.notices, 5);
  EXPECT_GT(replaced, 4);
  for (const auto& [step, count] : waiting) EXPECT_EQ(count, 1) << step;
}

TEST(MonitorNotices, WithdrawDeliveriesOnAcknowledge) {
  MonitorFixture m;
  m.now = at("19:00");
  m.warm_until(at("19:20"), 9, 9);
  EXPECT_EQ(m.transactions.deliveries.due(m.now, 10).size(), 1u);
  ASSERT_TRUE(m.monitor->acknowledge(AlarmId{1}, farmer, "", m.now));
  EXPECT_TRUE(m.transactions.deliveries.due(m.now, 10).empty());
  EXPECT_EQ(m.monitor->acknowledge(AlarmId{1}, farmer, "", m.now).error().code, Code::conflict);
  EXPECT_EQ(m.monitor->acknowledge(AlarmId{9}, farmer, "", m.now).error().code, Code::not_found);
  EXPECT_EQ(m.transactions.journal.entries.back().verb, "acknowledge_alarm");
  EXPECT_EQ(m.transactions.journal.entries.back().who, farmer.person);
}

TEST(MonitorChanges, CarryTheCourseAsItWasStored) {
  MonitorFixture m;
  m.now = at("01:00");
  std::size_t alarms = 0;
  const auto check = [&] {
    std::map<AlarmId, AlarmCourse> latest;  // one call may commit several changes of an alarm
    for (const auto& change : m.monitor->take_changes())
      if (const auto* changed = std::get_if<AlarmChanged>(&change)) {
        latest[changed->alarm.id] = changed->course;
        ++alarms;
      }
    for (const auto& [id, course] : latest) {
      const auto written = m.transactions.alarms.changes_of({id});
      ASSERT_EQ(course.changes.size(), written.size());
      for (std::size_t i = 0; i < written.size(); ++i)
        EXPECT_EQ(course.changes[i].change, written[i].change) << i;
      const auto deliveries = m.transactions.deliveries.of({id});
      ASSERT_EQ(course.deliveries.size(), deliveries.size());
      for (std::size_t i = 0; i < deliveries.size(); ++i) {
        EXPECT_EQ(course.deliveries[i].id, deliveries[i].id) << i;
        EXPECT_EQ(course.deliveries[i].state, deliveries[i].state) << i;
      }
    }
  };
  m.run_until(at("02:00"), [&] {
    check();
    m.monitor->observe(air, m.now, 4, m.now);
    check();
  });
  m.start();
  m.run_until(at("02:30"), [&] {
    check();
    m.monitor->observe(air, m.now, 7, m.now);
    check();
  });
  EXPECT_GT(alarms, 5u);
}

TEST(MonitorNotices, PassAnEmptyStepToTheNext) {
  MonitorFixture m;
  m.has_household = false;
  m.now = at("19:00");
  m.warm_until(at("19:16"), 9, 9);
  EXPECT_EQ(m.log(),
            (Log{"19:15 to household, first", "19:15 to technician, escalation", "19:15 air_cold raised"}))
      << "a watch too";
  ASSERT_EQ(m.transactions.deliveries.rows.size(), 1u);
  EXPECT_EQ(m.transactions.deliveries.rows.begin()->second.escalation_step, "technician");
}

TEST(MonitorNotices, WaitOnlyForTheQuietHoursOfTheHousehold) {
  MonitorFixture m;
  MonitoredThing g = greenhouse();
  g.quiet = ClockSpan{11 * 60, 15 * 60};
  m.escalation.repeat[1].quiet = ClockSpan{22 * 60, 6 * 60};
  ASSERT_TRUE(m.configure(g));
  m.warm_until(at("12:10"), 20, 21);
  m.silence_until(at("13:40"));
  EXPECT_EQ(m.log(),
            (Log{"12:30 to household, first", "12:30 silent raised", "13:30 to technician, escalation"}));
  const auto& rows = m.transactions.deliveries.rows;
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows.at(notifications::DeliveryId{1}).next_attempt, at("15:00"));
  EXPECT_EQ(clock_of(rows.at(notifications::DeliveryId{2}).next_attempt), "13:30");
}

}  // namespace
}  // namespace cunkou::monitor
