#include "sensing/notifications/escalation.hpp"

#include <algorithm>
#include <initializer_list>

#include "base/enum_words.hpp"

namespace cunkou::notifications {
namespace {

constexpr Words<NoticeKind, 3> notice_kinds{
    {{NoticeKind::first, "first"}, {NoticeKind::repeat, "repeat"}, {NoticeKind::escalation, "escalation"}}};

constexpr int day_min = 24 * 60;

std::size_t index(rules::Severity severity) { return static_cast<std::size_t>(severity); }

bool falls_in(const ClockSpan& span, int minute) {
  if (span.from_min <= span.to_min) return minute >= span.from_min && minute < span.to_min;
  return minute >= span.from_min || minute < span.to_min;
}

// End of the quiet hours of the household and of the other steps; none: not quiet now.
struct QuietUntil {
  std::optional<Instant> household, others;
  std::optional<Instant> of(int step) const { return step == 0 ? household : others; }
};

QuietUntil quiet_until_at(const alarms::Alarm& alarm, const EscalationPolicy& escalation,
                          const std::optional<ClockSpan>& household, Instant now) {
  const auto& quiet = escalation.repeat[index(alarm.severity)].quiet;
  if (!quiet || alarm.severity == rules::Severity::danger) return {};
  const bool own = household && is_allowed(*household);
  return {end_of_quiet(own ? *household : *quiet, now), end_of_quiet(*quiet, now)};
}

void add_notice(NoticePlan& plan, const EscalationPolicy& escalation, int step, NoticeKind kind,
                const QuietUntil& quiet_until, Instant now) {
  alarms::Alarm& alarm = plan.after;
  ++alarm.notices;
  if (!alarm.first_notice) alarm.first_notice = now;
  alarm.last_notice = quiet_until.of(step).value_or(now);
  plan.send.push_back({alarm.id, alarm.thing, escalation.steps[static_cast<std::size_t>(step)].name, kind,
                       alarm.severity, alarm.notices, now, quiet_until.of(step).value_or(now)});
}

std::optional<Duration> delay(const EscalationPolicy& escalation, int step, rules::Severity severity) {
  return escalation.steps[static_cast<std::size_t>(step)].after[index(severity)];
}

void escalate(NoticePlan& plan, const EscalationPolicy& escalation, const QuietUntil& quiet_until,
              Instant now) {
  alarms::Alarm& alarm = plan.after;
  for (; alarm.escalation_steps < static_cast<int>(escalation.steps.size()); ++alarm.escalation_steps) {
    const auto after = delay(escalation, alarm.escalation_steps, alarm.severity);
    if (!after) continue;
    if (alarm.escalation_steps > 0 && quiet_until.others) return;
    if (now < alarm.first_notice.value_or(now) + *after && alarm.first_notice) return;
    if (!alarm.first_notice && *after > Duration{0}) return;
    add_notice(plan, escalation, alarm.escalation_steps,
               alarm.first_notice ? NoticeKind::escalation : NoticeKind::first, quiet_until, now);
  }
}

void add_repeats(NoticePlan& plan, const EscalationPolicy& escalation, const QuietUntil& quiet_until,
                 Instant now) {
  const Duration repeat = escalation.repeat[index(plan.after.severity)].every;
  if (repeat <= Duration{0} || !plan.after.last_notice) return;
  if (now - *plan.after.last_notice < repeat) return;
  for (int step = 0; step < plan.after.escalation_steps; ++step)
    if (delay(escalation, step, plan.after.severity) && !quiet_until.of(step))
      add_notice(plan, escalation, step, NoticeKind::repeat, quiet_until, now);
}

std::optional<Instant> next_due(const alarms::Alarm& alarm, const EscalationPolicy& escalation,
                                const QuietUntil& quiet_until, Instant now) {
  std::optional<Instant> next;
  // A notice that is due waits for the end of the quiet hours.
  const auto consider = [&](Instant at, std::initializer_list<std::optional<Instant>> ends) {
    if (at > now) next = next ? std::min(*next, at) : at;
    for (const auto& end : ends)
      if (at <= now && end) next = next ? std::min(*next, *end) : *end;
  };
  const Duration repeat = escalation.repeat[index(alarm.severity)].every;
  if (repeat > Duration{0} && alarm.last_notice)
    consider(*alarm.last_notice + repeat, {quiet_until.household, quiet_until.others});
  if (alarm.first_notice && alarm.escalation_steps < static_cast<int>(escalation.steps.size()))
    if (const auto after = delay(escalation, alarm.escalation_steps, alarm.severity))
      consider(*alarm.first_notice + *after, {quiet_until.others});
  return next;
}

}  // namespace

std::string_view name(NoticeKind kind) { return word_of(notice_kinds, kind); }
std::optional<NoticeKind> parse_notice_kind(std::string_view text) { return read_word(notice_kinds, text); }

bool is_allowed(const ClockSpan& household) {
  const int length = (household.to_min - household.from_min + day_min) % day_min;
  return minutes(length) <= household_quiet_max;
}

std::optional<Instant> end_of_quiet(const ClockSpan& span, Instant now) {
  const LocalTime local = in_shanghai(now);
  const int minute = local.hour * 60 + local.minute;
  if (!falls_in(span, minute)) return {};
  const int remaining = (span.to_min - minute + day_min) % day_min;
  const Instant this_minute{now.ms - now.ms % 60'000};
  return this_minute + minutes(remaining);
}

NoticePlan next_notices(const alarms::Alarm& alarm, const EscalationPolicy& escalation,
                        const std::optional<ClockSpan>& household, Instant now) {
  NoticePlan plan{{}, alarm, {}};
  if (alarm.state() != alarms::AlarmState::raised) return plan;
  const QuietUntil quiet_until = quiet_until_at(alarm, escalation, household, now);
  if (quiet_until.household && quiet_until.others) {
    plan.again = std::min(*quiet_until.household, *quiet_until.others);
    return plan;
  }
  add_repeats(plan, escalation, quiet_until, now);
  escalate(plan, escalation, quiet_until, now);
  plan.again = next_due(plan.after, escalation, quiet_until, now);
  return plan;
}

}  // namespace cunkou::notifications
