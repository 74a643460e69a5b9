#pragma once
// Plans the notices of an alarm: first to the household, repeated until somebody acknowledges, then up the
// escalation policy. Pure; dispatch/ sends.

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "base/clock_span.hpp"
#include "base/instant.hpp"
#include "sensing/alarms/alarm.hpp"

namespace cunkou::notifications {

struct EscalationStep {
  std::string name;  // "household", "technician" or "village"; AddresseeStore resolves the people
  // delay after the first notice, by severity (index of Severity); none: this step is not notified
  std::array<std::optional<Duration>, 3> after{};
};

struct RepeatPolicy {
  Duration every{};                // until acknowledged; 0: no repeat
  std::optional<ClockSpan> quiet;  // no notices within these hours; none: never quiet
};

struct EscalationPolicy {
  std::vector<EscalationStep> steps;
  std::array<RepeatPolicy, 3> repeat{};  // index of Severity
};

enum class NoticeKind { first, repeat, escalation };
std::string_view name(NoticeKind);
std::optional<NoticeKind> parse_notice_kind(std::string_view);

struct Notice {
  AlarmId alarm;
  ThingId thing;
  std::string escalation_step;
  NoticeKind kind = NoticeKind::first;
  rules::Severity severity = rules::Severity::watch;
  int number = 1;  // counts the notices of this alarm
  Instant at;
  Instant people_at;  // when people may be notified: later than `at` during the household's quiet hours
};

struct NoticePlan {
  std::vector<Notice> send;      // due now
  alarms::Alarm after;           // the alarm with these notices counted
  std::optional<Instant> again;  // when to plan next; none: nothing more to send
};

// Longer quiet hours of a household are ignored.
inline constexpr Duration household_quiet_max = hours(12);
bool is_allowed(const ClockSpan& household);

// The first step is the household: its own quiet hours replace those of the policy, for it alone. During them
// the other steps are notified as usual, the household's first notice waits for their end, and its repeats
// are skipped. Danger ignores quiet hours.
NoticePlan next_notices(const alarms::Alarm&, const EscalationPolicy&,
                        const std::optional<ClockSpan>& household, Instant now);

// End of the quiet span that contains `now`; none if no span does.
std::optional<Instant> end_of_quiet(const ClockSpan&, Instant now);

}  // namespace cunkou::notifications
