#include "control/ladder.hpp"

#include <algorithm>
#include <initializer_list>

namespace cunkou::control {
namespace {

constexpr int day_min = 24 * 60;

std::size_t index(Severity severity) { return static_cast<std::size_t>(severity); }

bool falls_in(const ClockSpan& span, int minute) {
  if (span.from_min <= span.to_min) return minute >= span.from_min && minute < span.to_min;
  return minute >= span.from_min || minute < span.to_min;
}

// Until when the household, and until when the others are not to be disturbed; none: now is fine.
struct Sleep {
  std::optional<Instant> household, others;
  std::optional<Instant> of(int rung) const { return rung == 0 ? household : others; }
};

Sleep sleep_at(const Alarm& alarm, const Ladder& ladder, const std::optional<ClockSpan>& household,
               Instant now) {
  const auto& quiet = ladder.patience[index(alarm.severity)].quiet;
  if (!quiet || alarm.severity == Severity::danger) return {};
  const bool own = household && is_allowed(*household);
  return {end_of_quiet(own ? *household : *quiet, now), end_of_quiet(*quiet, now)};
}

void tell(Plan& plan, const Ladder& ladder, int rung, NoticeKind kind, const Sleep& sleep, Instant now) {
  Alarm& alarm = plan.after;
  ++alarm.notices;
  if (!alarm.first_notice) alarm.first_notice = now;
  alarm.last_notice = sleep.of(rung).value_or(now);
  plan.send.push_back({alarm.id, alarm.thing, ladder.rungs[static_cast<std::size_t>(rung)].name, kind,
                       alarm.severity, alarm.notices, now, sleep.of(rung).value_or(now)});
}

std::optional<Duration> delay(const Ladder& ladder, int rung, Severity severity) {
  return ladder.rungs[static_cast<std::size_t>(rung)].after[index(severity)];
}

void climb(Plan& plan, const Ladder& ladder, const Sleep& sleep, Instant now) {
  Alarm& alarm = plan.after;
  for (; alarm.rungs < static_cast<int>(ladder.rungs.size()); ++alarm.rungs) {
    const auto after = delay(ladder, alarm.rungs, alarm.severity);
    if (!after) continue;
    if (alarm.rungs > 0 && sleep.others) return;
    if (now < alarm.first_notice.value_or(now) + *after && alarm.first_notice) return;
    if (!alarm.first_notice && *after > Duration{0}) return;
    tell(plan, ladder, alarm.rungs, alarm.first_notice ? NoticeKind::escalation : NoticeKind::first, sleep,
         now);
  }
}

void remind(Plan& plan, const Ladder& ladder, const Sleep& sleep, Instant now) {
  const Duration repeat = ladder.patience[index(plan.after.severity)].repeat;
  if (repeat <= Duration{0} || !plan.after.last_notice) return;
  if (now - *plan.after.last_notice < repeat) return;
  for (int rung = 0; rung < plan.after.rungs; ++rung)
    if (delay(ladder, rung, plan.after.severity) && !sleep.of(rung))
      tell(plan, ladder, rung, NoticeKind::repeat, sleep, now);
}

std::optional<Instant> next_look(const Alarm& alarm, const Ladder& ladder, const Sleep& sleep, Instant now) {
  std::optional<Instant> next;
  // What is due already waits for somebody to wake.
  const auto look = [&](Instant at, std::initializer_list<std::optional<Instant>> ends) {
    if (at > now) next = next ? std::min(*next, at) : at;
    for (const auto& end : ends)
      if (at <= now && end) next = next ? std::min(*next, *end) : *end;
  };
  const Duration repeat = ladder.patience[index(alarm.severity)].repeat;
  if (repeat > Duration{0} && alarm.last_notice)
    look(*alarm.last_notice + repeat, {sleep.household, sleep.others});
  if (alarm.first_notice && alarm.rungs < static_cast<int>(ladder.rungs.size()))
    if (const auto after = delay(ladder, alarm.rungs, alarm.severity))
      look(*alarm.first_notice + *after, {sleep.others});
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

bool is_allowed(const ClockSpan& household) {
  const int length = (household.to_min - household.from_min + day_min) % day_min;
  return minutes(length) <= household_quiet_max;
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
  const Sleep sleep = sleep_at(alarm, ladder, household, now);
  if (sleep.household && sleep.others) {
    plan.again = std::min(*sleep.household, *sleep.others);
    return plan;
  }
  remind(plan, ladder, sleep, now);
  climb(plan, ladder, sleep, now);
  plan.again = next_look(plan.after, ladder, sleep, now);
  return plan;
}

}  // namespace cunkou::control
