#include "control/ladder.hpp"

#include <algorithm>

namespace cunkou::control {
namespace {

constexpr int day_min = 24 * 60;

std::size_t index(Severity severity) { return static_cast<std::size_t>(severity); }

bool falls_in(const ClockSpan& span, int minute) {
  if (span.from_min <= span.to_min) return minute >= span.from_min && minute < span.to_min;
  return minute >= span.from_min || minute < span.to_min;
}

std::optional<ClockSpan> quiet_for(const Alarm& alarm, const Ladder& ladder,
                                   const std::optional<ClockSpan>& household) {
  const auto& own = ladder.patience[index(alarm.severity)].quiet;
  if (!own || alarm.severity == Severity::danger) return {};
  return household ? household : own;
}

void tell(Plan& plan, const std::string& rung, NoticeKind kind, Instant now) {
  Alarm& alarm = plan.after;
  ++alarm.notices;
  if (!alarm.first_notice) alarm.first_notice = now;
  alarm.last_notice = now;
  plan.send.push_back({alarm.id, alarm.thing, rung, kind, alarm.severity, alarm.notices, now});
}

std::optional<Duration> delay(const Ladder& ladder, int rung, Severity severity) {
  return ladder.rungs[static_cast<std::size_t>(rung)].after[index(severity)];
}

void climb(Plan& plan, const Ladder& ladder, Instant now) {
  Alarm& alarm = plan.after;
  for (; alarm.rungs < static_cast<int>(ladder.rungs.size()); ++alarm.rungs) {
    const auto after = delay(ladder, alarm.rungs, alarm.severity);
    if (!after) continue;
    if (now < alarm.first_notice.value_or(now) + *after && alarm.first_notice) return;
    if (!alarm.first_notice && *after > Duration{0}) return;
    const bool first = !alarm.first_notice;
    tell(plan, ladder.rungs[static_cast<std::size_t>(alarm.rungs)].name,
         first ? NoticeKind::first : NoticeKind::escalation, now);
  }
}

void remind(Plan& plan, const Ladder& ladder, Instant now) {
  const Duration repeat = ladder.patience[index(plan.after.severity)].repeat;
  if (repeat <= Duration{0} || !plan.after.last_notice) return;
  if (now - *plan.after.last_notice < repeat) return;
  for (int rung = 0; rung < plan.after.rungs; ++rung)
    if (delay(ladder, rung, plan.after.severity))
      tell(plan, ladder.rungs[static_cast<std::size_t>(rung)].name, NoticeKind::repeat, now);
}

std::optional<Instant> next_look(const Alarm& alarm, const Ladder& ladder) {
  std::optional<Instant> next;
  const auto earlier = [&](Instant at) { next = next ? std::min(*next, at) : at; };
  const Duration repeat = ladder.patience[index(alarm.severity)].repeat;
  if (repeat > Duration{0} && alarm.last_notice) earlier(*alarm.last_notice + repeat);
  if (alarm.first_notice && alarm.rungs < static_cast<int>(ladder.rungs.size()))
    if (const auto after = delay(ladder, alarm.rungs, alarm.severity)) earlier(*alarm.first_notice + *after);
  return next;
}

}  // namespace

std::string_view name(NoticeKind kind) {
  switch (kind) {
    case NoticeKind::first:
      return "first";
    case NoticeKind::repeat:
      return "repeat";
    case NoticeKind::escalation:
      return "escalation";
  }
  return "first";
}

std::optional<Instant> end_of_quiet(const ClockSpan& span, Instant now) {
  const LocalTime local = in_shanghai(now);
  const int minute = local.hour * 60 + local.minute;
  if (!falls_in(span, minute)) return {};
  const int left = (span.to_min - minute + day_min) % day_min;
  const Instant this_minute{now.ms - now.ms % 60'000};
  return this_minute + minutes(left);
}

Plan next_notices(const Alarm& alarm, const Ladder& ladder, const std::optional<ClockSpan>& household,
                  Instant now) {
  Plan plan{{}, alarm, {}};
  if (alarm.state() != AlarmState::raised) return plan;
  const auto quiet = quiet_for(alarm, ladder, household);
  if (quiet)
    if (const auto end = end_of_quiet(*quiet, now)) {
      plan.again = end;
      return plan;
    }
  remind(plan, ladder, now);
  climb(plan, ladder, now);
  plan.again = next_look(plan.after, ladder);
  return plan;
}

}  // namespace cunkou::control
