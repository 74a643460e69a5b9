#pragma once
// For tests: the contract of AlarmStore. An Implementation has
//   ThingId thing, other_thing; PersonId person;   to which alarms may refer
//   with(f)                                        calls f(AlarmStore&) in a transaction of its own

#include <gtest/gtest.h>

#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "sensing/alarms/alarm_store.hpp"

namespace cunkou::alarms::testing {

template <class Implementation>
class AlarmStoreContract : public ::testing::Test {
 protected:
  static constexpr Instant start{1'767'225'600'000};

  static auto members(const Alarm& a) {
    return std::tuple(a.id, a.thing, a.concern, a.rule, a.severity, a.raised, a.acknowledged,
                      a.acknowledged_by, a.note, a.cleared, a.cleared_why, a.value, a.threshold, a.hold,
                      a.evaluated, a.notices, a.escalation_steps, a.first_notice, a.last_notice);
  }
  static auto members(const AlarmChange& change) {
    return std::tuple(change.alarm, change.change, change.at, change.rule, change.severity, change.value,
                      change.threshold, change.hold, change.person, change.note);
  }
  static std::vector<AlarmId> ids(const std::vector<Alarm>& alarms) {
    std::vector<AlarmId> all;
    for (const auto& alarm : alarms) all.push_back(alarm.id);
    return all;
  }

  Alarm alarm_of(ThingId of, std::string concern, Instant raised) const {
    Alarm alarm;
    alarm.thing = of;
    alarm.concern = std::move(concern);
    alarm.rule = "air_cold";
    alarm.raised = raised;
    return alarm;
  }
  AlarmId put(Alarm alarm) {
    implementation.with([&](AlarmStore& store) { alarm.id = store.put(unstored(alarm)); });
    return alarm.id;
  }
  std::vector<AlarmId> list(const AlarmQuery& query) {
    std::vector<AlarmId> found;
    implementation.with([&](AlarmStore& store) { found = ids(store.list(query).alarms); });
    return found;
  }

  Implementation implementation;

 private:
  static Alarm unstored(Alarm alarm) {
    alarm.id = {};
    return alarm;
  }
};

TYPED_TEST_SUITE_P(AlarmStoreContract);

TYPED_TEST_P(AlarmStoreContract, KeepsEveryMember) {
  auto alarm = this->alarm_of(this->implementation.thing, "cold", this->start);
  alarm.severity = rules::Severity::danger;
  alarm.value = -1.25;
  alarm.threshold = 0.5;
  alarm.hold = minutes(15);
  alarm.evaluated = {{StreamId{7}, "air_temperature", -1.25, this->start, seconds(40)},
                     {StreamId{8}, "relative_humidity", 97.5, this->start, Duration{-5}}};
  alarm.id = this->put(alarm);
  EXPECT_TRUE(alarm.id);
  this->implementation.with([&](AlarmStore& store) {
    const auto stored = store.get(alarm.id);
    ASSERT_TRUE(stored);
    EXPECT_EQ(this->members(*stored), this->members(alarm));
    EXPECT_FALSE(store.get(AlarmId{alarm.id.value + 1}));
  });

  alarm.rule = "air_cold_danger";
  alarm.severity = rules::Severity::watch;
  alarm.acknowledged = this->start + minutes(1);
  alarm.acknowledged_by = this->implementation.person;
  alarm.note = "去看了";
  alarm.cleared = this->start + hours(1);
  alarm.cleared_why = "recovered";
  alarm.value = 11;
  alarm.threshold = std::nullopt;
  alarm.hold = minutes(5);
  alarm.evaluated.clear();
  alarm.notices = 3;
  alarm.escalation_steps = 2;
  alarm.first_notice = this->start + seconds(1);
  alarm.last_notice = this->start + minutes(30);
  this->implementation.with([&](AlarmStore& store) {
    EXPECT_EQ(store.put(alarm), alarm.id);
    EXPECT_EQ(this->members(*store.get(alarm.id)), this->members(alarm));
  });
}

TYPED_TEST_P(AlarmStoreContract, ForgetsThatAnAlarmIsRecovering) {
  auto alarm = this->alarm_of(this->implementation.thing, "cold", this->start);
  alarm.recovering = true;
  const auto id = this->put(alarm);
  this->implementation.with([&](AlarmStore& store) { EXPECT_FALSE(store.get(id)->recovering); });
}

TYPED_TEST_P(AlarmStoreContract, RefusesASecondOpenAlarmOfAConcern) {
  auto first = this->alarm_of(this->implementation.thing, "cold", this->start);
  first.id = this->put(first);
  EXPECT_ANY_THROW(this->put(this->alarm_of(this->implementation.thing, "cold", this->start)));
  this->put(this->alarm_of(this->implementation.thing, "hot", this->start));
  this->put(this->alarm_of(this->implementation.other_thing, "cold", this->start));
  first.cleared = this->start + hours(1);
  this->implementation.with([&](AlarmStore& store) { store.put(first); });
  EXPECT_TRUE(this->put(this->alarm_of(this->implementation.thing, "cold", this->start)));
}

TYPED_TEST_P(AlarmStoreContract, FindsOpenAlarmsOldestFirst) {
  auto over = this->alarm_of(this->implementation.thing, "cold", this->start);
  over.cleared = this->start + hours(1);
  this->put(over);
  auto acknowledged = this->alarm_of(this->implementation.thing, "cold", this->start + hours(2));
  acknowledged.acknowledged = this->start + hours(3);
  const auto first = this->put(acknowledged);
  const auto second = this->put(this->alarm_of(this->implementation.other_thing, "cold", this->start));
  this->implementation.with([&](AlarmStore& store) {
    EXPECT_EQ(this->ids(store.open()), (std::vector{first, second}));
  });
}

TYPED_TEST_P(AlarmStoreContract, GetsSeveralAlarmsOldestFirst) {
  const auto first = this->put(this->alarm_of(this->implementation.thing, "cold", this->start));
  const auto second = this->put(this->alarm_of(this->implementation.thing, "hot", this->start));
  this->put(this->alarm_of(this->implementation.thing, "wet", this->start));
  this->implementation.with([&](AlarmStore& store) {
    EXPECT_EQ(this->ids(store.get({second, AlarmId{99}, first})), (std::vector{first, second}));
    EXPECT_TRUE(store.get(std::vector<AlarmId>{}).empty());
  });
}

TYPED_TEST_P(AlarmStoreContract, KeepsTheChangesOfEachAlarmInOrder) {
  const auto first = this->put(this->alarm_of(this->implementation.thing, "cold", this->start));
  const auto second = this->put(this->alarm_of(this->implementation.thing, "hot", this->start));
  const AlarmChange raised{first,
                           AlarmChangeKind::raised,
                           this->start,
                           "air_cold",
                           rules::Severity::watch,
                           9.5,
                           10.0,
                           minutes(15),
                           {},
                           ""};
  const AlarmChange acknowledged{first,
                                 AlarmChangeKind::acknowledged,
                                 this->start + minutes(1),
                                 "air_cold",
                                 rules::Severity::danger,
                                 9,
                                 std::nullopt,
                                 minutes(5),
                                 this->implementation.person,
                                 "去看了"};
  auto other = raised;
  other.alarm = second;
  this->implementation.with([&](AlarmStore& store) {
    for (const auto& change : {raised, other, acknowledged}) store.add_change(change);
  });
  this->implementation.with([&](AlarmStore& store) {
    const auto changes = store.changes_of({first});
    ASSERT_EQ(changes.size(), 2u);
    EXPECT_EQ(this->members(changes[0]), this->members(raised));
    EXPECT_EQ(this->members(changes[1]), this->members(acknowledged));
    EXPECT_EQ(store.changes_of({first, second}).size(), 3u);
    EXPECT_TRUE(store.changes_of({}).empty());
  });
}

TYPED_TEST_P(AlarmStoreContract, ListsAlarmsNewestFirstByPages) {
  const auto late = this->put(this->alarm_of(this->implementation.thing, "cold", this->start + hours(2)));
  const auto early = this->put(this->alarm_of(this->implementation.thing, "hot", this->start));
  const auto between = this->put(this->alarm_of(this->implementation.thing, "wet", this->start + hours(1)));
  const auto same = this->put(this->alarm_of(this->implementation.thing, "dry", this->start + hours(1)));
  EXPECT_EQ(this->list({}), (std::vector{late, same, between, early}));
  AlarmQuery second_page;
  second_page.top = 2;
  second_page.skip = 1;
  this->implementation.with([&](AlarmStore& store) {
    const auto page = store.list(second_page);
    EXPECT_EQ(page.count, 4);
    EXPECT_EQ(this->ids(page.alarms), (std::vector{same, between}));
  });
}

TYPED_TEST_P(AlarmStoreContract, ListsAlarmsByThingTimeStateAndSeverity) {
  auto danger = this->alarm_of(this->implementation.thing, "cold", this->start);
  danger.severity = rules::Severity::danger;
  danger.cleared = this->start + minutes(5);
  const auto over = this->put(danger);
  auto silent = this->alarm_of(this->implementation.other_thing, "silent", this->start + hours(1));
  silent.severity = rules::Severity::no_data;
  const auto no_data = this->put(silent);
  const auto watch = this->put(this->alarm_of(this->implementation.thing, "hot", this->start + hours(2)));
  AlarmQuery query;
  query.open_only = true;
  EXPECT_EQ(this->list(query), (std::vector{watch, no_data}));
  query = {};
  query.things = {this->implementation.thing};
  EXPECT_EQ(this->list(query), (std::vector{watch, over}));
  query = {};
  query.from = this->start + hours(1);
  query.to = this->start + hours(2);
  EXPECT_EQ(this->list(query), std::vector{no_data}) << "from is in the span, to is not";
  for (const auto& [severity, id] :
       {std::pair(rules::Severity::danger, over), std::pair(rules::Severity::no_data, no_data),
        std::pair(rules::Severity::watch, watch)}) {
    query = {};
    query.severity = severity;
    EXPECT_EQ(this->list(query), std::vector{id}) << name(severity);
  }
}

REGISTER_TYPED_TEST_SUITE_P(AlarmStoreContract, KeepsEveryMember, ForgetsThatAnAlarmIsRecovering,
                            RefusesASecondOpenAlarmOfAConcern, FindsOpenAlarmsOldestFirst,
                            GetsSeveralAlarmsOldestFirst, KeepsTheChangesOfEachAlarmInOrder,
                            ListsAlarmsNewestFirstByPages, ListsAlarmsByThingTimeStateAndSeverity);

}  // namespace cunkou::alarms::testing
