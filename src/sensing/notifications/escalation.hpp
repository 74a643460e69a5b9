#pragma once
// Who is notified of an alarm, and when: first the household, again until somebody acknowledges, then up the
// escalation. Pure planning; sending is notify's.

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "base/clock_span.hpp"
#include "base/instant.hpp"
#include "sensing/alarms/alarm.hpp"

namespace cunkou::notifications {

struct EscalationStep {
  std::string name;  // "household", "technician", "village"; app/ knows the people
  // After the first notice, by severity (index of Severity); none: this step is not notified of it.
  std::array<std::optional<Duration>, 3> after{};
};

struct RepeatPolicy {
  Duration every{};                // until acknowledged; 0: notified once
  std::optional<ClockSpan> quiet;  // nobody is disturbed then; none: it always goes through
};

struct EscalationPolicy {
  std::vector<EscalationStep> steps;
  std::array<RepeatPolicy, 3> repeat{};  // index of Severity
};

enum class NoticeKind { first, repeat, escalation };
std::string_view name(NoticeKind);

struct Notice {
  AlarmId alarm;
  ThingId thing;
  std::string escalation_step;
  NoticeKind kind = NoticeKind::first;
  rules::Severity severity = rules::Severity::watch;
  int number = 1;  // of the notices of this alarm
  Instant at;
  Instant people_at;  // when the step's people may be reached: later than `at` while the household sleeps
};

struct Plan {
  std::vector<Notice> send;      // now
  alarms::Alarm after;           // the alarm with these counted
  std::optional<Instant> again;  // when to look next; none: no more to say
};

// A household may have quiet hours of so much a day; longer ones count as none.
inline constexpr Duration household_quiet_max = hours(12);
bool is_allowed(const ClockSpan& household);

// The first step is the household's: its own hours replace the escalation's for it, and for nobody else.
// While it sleeps and others do not, the others are notified as ever; the household's first notice waits for
// its morning, it gets no repeats. Danger never waits.
Plan next_notices(const alarms::Alarm&, const EscalationPolicy&, const std::optional<ClockSpan>& household,
                  Instant now);

// The end of the quiet span that `now` falls in; none if it falls in none.
std::optional<Instant> end_of_quiet(const ClockSpan&, Instant now);

}  // namespace cunkou::notifications
