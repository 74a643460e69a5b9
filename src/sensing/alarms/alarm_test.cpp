#include "sensing/alarms/alarm.hpp"

#include <gtest/gtest.h>

namespace cunkou::alarms {
namespace {

constexpr Instant start{1'767'225'600'000};

Finding cold(rules::Severity severity = rules::Severity::watch, double value = 9.44) {
  return {ThingId{3},  "air_cold",
          "cold",      severity,
          value,       10.0,
          minutes(15), {{StreamId{7}, "air_temperature", value, start - minutes(1), minutes(1)}}};
}

TEST(Alarm, AdvancesFromRaisedToCleared) {
  Alarm alarm = raise_alarm(cold(), start);
  EXPECT_EQ(alarm.state(), AlarmState::raised);
  alarm = acknowledge_alarm(alarm, PersonId{5}, "去看了", start + minutes(2)).value();
  EXPECT_EQ(alarm.state(), AlarmState::acknowledged);
  EXPECT_EQ(alarm.acknowledged_by, PersonId{5});
  alarm = clear_alarm(alarm, "recovered", start + hours(1));
  EXPECT_EQ(alarm.state(), AlarmState::cleared);
}

TEST(AcknowledgeAlarm, RefusesASecondTime) {
  Alarm alarm = acknowledge_alarm(raise_alarm(cold(), start), PersonId{5}, "", start).value();
  EXPECT_EQ(acknowledge_alarm(alarm, PersonId{6}, "", start).error().code, Code::conflict);
  EXPECT_EQ(acknowledge_alarm(clear_alarm(alarm, "recovered", start), PersonId{6}, "", start).error().code,
            Code::conflict);
}

TEST(WorsenAlarm, ResetsTheAcknowledgement) {
  Alarm alarm = acknowledge_alarm(raise_alarm(cold(), start), PersonId{5}, "好", start).value();
  alarm.notices = 2;
  alarm.escalation_steps = 1;
  alarm.first_notice = start;
  alarm = worsen_alarm(alarm, cold(rules::Severity::danger, 4.9));
  EXPECT_EQ(alarm.state(), AlarmState::raised);
  EXPECT_EQ(alarm.severity, rules::Severity::danger);
  EXPECT_EQ(alarm.escalation_steps, 0);
  EXPECT_EQ(alarm.notices, 2) << "what was sent is not forgotten";
}

TEST(EaseAlarm, KeepsTheAcknowledgement) {
  Alarm alarm =
      acknowledge_alarm(raise_alarm(cold(rules::Severity::danger), start), PersonId{5}, "", start).value();
  EXPECT_EQ(ease_alarm(alarm, cold()).state(), AlarmState::acknowledged);
}

TEST(ParamsOf, GivesTheNumbersOfAnAlarm) {
  EXPECT_EQ(rules::fill("棚温 {value}℃，低于 {threshold}℃", params_of(raise_alarm(cold(), start))),
            "棚温 9.4℃，低于 10℃");
}

}  // namespace
}  // namespace cunkou::alarms
