#include "sensing/notifications/escalation.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace cunkou::notifications {
namespace {

Instant at(const std::string& clock) { return parse_instant("2026-01-15T" + clock + ":00+08:00").value(); }

EscalationPolicy escalation() {
  EscalationPolicy l;
  l.steps = {{"household", {minutes(0), minutes(0), minutes(0)}},
             {"technician", {std::nullopt, minutes(60), minutes(20)}},
             {"village", {std::nullopt, minutes(120), minutes(40)}}};
  l.repeat[0] = {minutes(60), ClockSpan{22 * 60, 6 * 60 + 30}};
  l.repeat[1] = {minutes(30), ClockSpan{22 * 60, 6 * 60 + 30}};
  l.repeat[2] = {minutes(10), {}};
  return l;
}

alarms::Alarm raised(rules::Severity severity, Instant when) {
  alarms::Alarm alarm =
      alarms::raise_alarm({ThingId{3}, "air_cold", "cold", severity, 9, 10.0, {}, {}}, when);
  alarm.id = AlarmId{1};
  return alarm;
}

// Runs the plan over `span`; one line for each notice.
std::vector<std::string> follow(alarms::Alarm alarm, Instant from, Duration span,
                                std::optional<ClockSpan> household = {}) {
  std::vector<std::string> story;
  Instant now = from;
  while (now <= from + span) {
    const NoticePlan plan = next_notices(alarm, escalation(), household, now);
    for (const auto& notice : plan.send) {
      const auto local = in_shanghai(now);
      char text[8];
      std::snprintf(text, sizeof text, "%02d:%02d", local.hour, local.minute);
      story.push_back(std::string(text) + " " + notice.escalation_step + " " +
                      std::string(name(notice.kind)));
    }
    alarm = plan.after;
    if (!plan.again) break;
    EXPECT_GT(*plan.again, now) << "would spin";
    now = *plan.again;
  }
  return story;
}

using Story = std::vector<std::string>;

TEST(NextNotices, RepeatDangerAndEscalate) {
  EXPECT_EQ(follow(raised(rules::Severity::danger, at("02:00")), at("02:00"), minutes(45)),
            (Story{"02:00 household first", "02:10 household repeat", "02:20 household repeat",
                   "02:20 technician escalation", "02:30 household repeat", "02:30 technician repeat",
                   "02:40 household repeat", "02:40 technician repeat", "02:40 village escalation"}));
}

TEST(NextNotices, DelayAWatchToTheMorningAndDoNotEscalateIt) {
  EXPECT_EQ(follow(raised(rules::Severity::watch, at("23:10")), at("23:10"), hours(9)),
            (Story{"06:30 household first", "07:30 household repeat"}));
}

TEST(NextNotices, ApplyHouseholdQuietHoursToItAloneAndNotToDanger) {
  const ClockSpan early{20 * 60, 5 * 60};
  const alarms::Alarm no_data = raised(rules::Severity::no_data, at("20:30"));
  EXPECT_EQ(follow(no_data, at("20:30"), hours(9), early),
            (Story{"20:30 household first", "21:30 technician escalation", "05:00 household repeat",
                   "05:30 household repeat"}));
  const NoticePlan plan = next_notices(no_data, escalation(), early, at("20:30"));
  EXPECT_EQ(plan.send.at(0).people_at, at("05:00") + days(1)) << "it waits for the end of the quiet hours";
  EXPECT_EQ(plan.send.at(0).at, at("20:30"));
  EXPECT_EQ(follow(raised(rules::Severity::danger, at("20:30")), at("20:30"), minutes(1), early).front(),
            "20:30 household first");
}

TEST(NextNotices, NotifyAHouseholdOutsideItsOwnQuietHours) {
  const ClockSpan late{0, 6 * 60 + 30};
  EXPECT_EQ(follow(raised(rules::Severity::no_data, at("22:10")), at("22:10"), hours(9), late),
            (Story{"22:10 household first", "22:40 household repeat", "23:10 household repeat",
                   "23:40 household repeat", "06:30 household repeat", "06:30 technician escalation",
                   "06:30 village escalation", "07:00 household repeat", "07:00 technician repeat",
                   "07:00 village repeat"}));
}

TEST(NextNotices, IgnoreQuietHoursOfMoreThanHalfADay) {
  EXPECT_EQ(follow(raised(rules::Severity::watch, at("12:00")), at("12:00"), minutes(1), ClockSpan{0, 1439}),
            (Story{"12:00 household first"}));
  EXPECT_TRUE(is_allowed({20 * 60, 8 * 60}));
  EXPECT_FALSE(is_allowed({20 * 60, 8 * 60 + 1}));
}

TEST(NextNotices, PauseRepeatsDuringQuietHours) {
  EXPECT_EQ(follow(raised(rules::Severity::watch, at("20:30")), at("20:30"), hours(12)),
            (Story{"20:30 household first", "21:30 household repeat", "06:30 household repeat",
                   "07:30 household repeat", "08:30 household repeat"}));
}

TEST(NextNotices, EndOnAcknowledge) {
  alarms::Alarm alarm =
      next_notices(raised(rules::Severity::danger, at("02:00")), escalation(), {}, at("02:00")).after;
  alarm = alarms::acknowledge_alarm(alarm, PersonId{5}, "", at("02:05")).value();
  const NoticePlan plan = next_notices(alarm, escalation(), {}, at("02:30"));
  EXPECT_TRUE(plan.send.empty());
  EXPECT_FALSE(plan.again);
  EXPECT_TRUE(next_notices(
                  alarms::clear_alarm(raised(rules::Severity::danger, at("02:00")), "recovered", at("02:01")),
                  escalation(), {}, at("02:30"))
                  .send.empty());
}

TEST(NextNotices, SendOnceWhenPlannedTwice) {
  const NoticePlan first =
      next_notices(raised(rules::Severity::danger, at("02:00")), escalation(), {}, at("02:00"));
  EXPECT_EQ(first.send.size(), 1u);
  EXPECT_EQ(first.again, at("02:10"));
  EXPECT_TRUE(next_notices(first.after, escalation(), {}, at("02:00")).send.empty());
  EXPECT_TRUE(next_notices(first.after, escalation(), {}, at("02:09")).send.empty());
}

TEST(NextNotices, NotifyEachStepOnceAfterALongPause) {
  const NoticePlan first =
      next_notices(raised(rules::Severity::danger, at("02:00")), escalation(), {}, at("02:00"));
  const NoticePlan late = next_notices(first.after, escalation(), {}, at("05:00"));
  ASSERT_EQ(late.send.size(), 3u);
  EXPECT_EQ(late.send[0].kind, NoticeKind::repeat);
  EXPECT_EQ(late.send[1].escalation_step, "technician");
  EXPECT_EQ(late.send[2].escalation_step, "village");
}

TEST(EndOfQuiet, EndsAtItsMinute) {
  const ClockSpan night{22 * 60, 6 * 60 + 30}, noon{12 * 60, 14 * 60};
  EXPECT_EQ(end_of_quiet(night, at("23:59")), at("06:30") + days(1));
  EXPECT_EQ(end_of_quiet(night, at("00:00")), at("06:30"));
  EXPECT_FALSE(end_of_quiet(night, at("06:30")));
  EXPECT_EQ(end_of_quiet(noon, at("12:00")), at("14:00"));
  EXPECT_FALSE(end_of_quiet(noon, at("11:59")));
  EXPECT_FALSE(end_of_quiet(ClockSpan{480, 480}, at("08:00")));
}

}  // namespace
}  // namespace cunkou::notifications
