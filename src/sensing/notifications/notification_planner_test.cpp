#include "sensing/notifications/notification_planner.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace cunkou::notifications {
namespace {

constexpr Instant now{1'767'225'600'000};
constexpr PersonId farmer{5}, technician{6};

Channel channel(std::int64_t id, ChannelKind kind, std::string step = "village") {
  Channel made;
  made.id = ChannelId{id};
  made.kind = kind;
  made.name = "channel " + std::to_string(id);
  made.escalation_step = std::move(step);
  return made;
}

Addressees addressees() {
  Addressees out;
  out.thing_name = "1号棚";
  out.place_name = "李家河村";
  out.people["household"] = {{farmer, "13800000001"}};
  out.people["technician"] = {{technician, "13800000002"}};
  out.channels = {channel(1, ChannelKind::program), channel(2, ChannelKind::webhook),
                  channel(3, ChannelKind::wecom, "household")};
  return out;
}

rules::RuleSet rule_set() {
  rules::Rule cold;
  cold.code = "air_cold";
  cold.message = {"棚温 {value}℃", "Air {value} °C"};
  return {{cold}};
}

alarms::Alarm cold_alarm() {
  alarms::Alarm alarm;
  alarm.id = AlarmId{17};
  alarm.rule = "air_cold";
  alarm.value = 3.5;
  alarm.first_notice = now - minutes(60);
  return alarm;
}

Notice notice(std::string step, NoticeKind kind = NoticeKind::first) {
  Notice made;
  made.escalation_step = std::move(step);
  made.kind = kind;
  made.number = 2;
  made.at = made.people_at = now;
  return made;
}

using Lines = std::vector<std::string>;

Lines lines(const std::vector<Delivery>& deliveries) {
  Lines out;
  for (const auto& d : deliveries)
    out.push_back(d.channel + " " + (d.person ? "person " + std::to_string(d.person.value) + " " : "") +
                  d.address + (d.state == DeliveryState::sent ? "sent" : ""));
  return out;
}

TEST(MessagePlanner, ReachesThePeopleOfTheStepAndItsGroups) {
  const rules::RuleSet rules = rule_set();
  const MessagePlanner planner(rules);
  const auto deliveries = planner.deliveries_of(notice("household"), cold_alarm(), addressees());
  EXPECT_EQ(lines(deliveries),
            (Lines{"page person 5 sent", "program person 5 13800000001", "wecom channel 3"}));
  for (const auto& d : deliveries) {
    EXPECT_EQ(d.text, "李家河村 1号棚：棚温 3.5℃");
    EXPECT_EQ(d.alarm, AlarmId{17});
    EXPECT_EQ(d.created, now);
  }
}

TEST(MessagePlanner, RepeatsToGroupsOfTheLastStepOnly) {
  const rules::RuleSet rules = rule_set();
  const MessagePlanner planner(rules);
  const auto household =
      planner.deliveries_of(notice("household", NoticeKind::repeat), cold_alarm(), addressees());
  EXPECT_EQ(lines(household), (Lines{"page person 5 sent", "program person 5 13800000001"}));
  EXPECT_EQ(household.front().text, "【第2次】李家河村 1号棚：棚温 3.5℃");
  EXPECT_EQ(lines(planner.deliveries_of(notice("village", NoticeKind::repeat), cold_alarm(), addressees())),
            (Lines{"webhook channel 2"}));
}

TEST(MessagePlanner, WritesTheStartOfAnEscalatedAlarm) {
  const rules::RuleSet rules = rule_set();
  const auto deliveries = MessagePlanner(rules).deliveries_of(notice("technician", NoticeKind::escalation),
                                                              cold_alarm(), addressees());
  EXPECT_EQ(deliveries.front().text, "【60分钟没人确认】李家河村 1号棚：棚温 3.5℃");
}

TEST(MessagePlanner, SkipsChannelsOfWorseAlarmsAndUnknownRules) {
  const rules::RuleSet rules = rule_set();
  auto all = addressees();
  for (auto& one : all.channels) one.min_severity = rules::Severity::danger;
  const MessagePlanner planner(rules);
  EXPECT_EQ(lines(planner.deliveries_of(notice("household"), cold_alarm(), all)),
            (Lines{"page person 5 sent"}));
  auto unknown = cold_alarm();
  unknown.rule = "gone";
  EXPECT_TRUE(planner.deliveries_of(notice("household"), unknown, all).empty());
}

TEST(PlanDeliveries, PassesAStepWithoutPeopleToTheNext) {
  const rules::RuleSet rules = rule_set();
  EscalationPolicy escalation;
  escalation.steps = {{"household", {}}, {"technician", {}}, {"village", {}}};
  auto all = addressees();
  all.people.erase("household");
  auto late = notice("household");
  late.people_at = now + hours(8);
  const auto planned = plan_deliveries({late}, cold_alarm(), escalation, all, MessagePlanner(rules));
  ASSERT_EQ(planned.notices.size(), 2u);
  EXPECT_EQ(planned.notices.at(1).escalation_step, "technician");
  EXPECT_EQ(planned.notices.at(1).kind, NoticeKind::escalation);
  const auto call = std::ranges::find(planned.deliveries, "program", &Delivery::channel);
  ASSERT_NE(call, planned.deliveries.end());
  EXPECT_EQ(call->person, technician);
  EXPECT_EQ(call->next_attempt, now) << "the quiet hours are the household's";
}

TEST(PlanDeliveries, CallsPeopleAfterTheirQuietHours) {
  const rules::RuleSet rules = rule_set();
  auto late = notice("household");
  late.people_at = now + hours(8);
  const auto planned = plan_deliveries({late}, cold_alarm(), {}, addressees(), MessagePlanner(rules));
  const auto call = std::ranges::find(planned.deliveries, "program", &Delivery::channel);
  ASSERT_NE(call, planned.deliveries.end());
  EXPECT_EQ(call->next_attempt, now + hours(8));
  EXPECT_EQ(planned.deliveries.back().next_attempt, now) << "a group is no person";
}

}  // namespace
}  // namespace cunkou::notifications
