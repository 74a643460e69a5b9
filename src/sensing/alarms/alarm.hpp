#pragma once
// An alarm and its state machine: raised, acknowledged, cleared. A thing has at most one open alarm per
// concern. An alarm that worsens stays the same alarm and needs a new acknowledgement.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.hpp"
#include "base/instant.hpp"
#include "base/result.hpp"
#include "sensing/rules/evaluated_reading.hpp"
#include "sensing/rules/fill_message.hpp"
#include "sensing/rules/rule.hpp"

namespace cunkou::alarms {

enum class AlarmState { raised, acknowledged, cleared };
std::string_view name(AlarmState);

struct Alarm {
  AlarmId id;  // 0: not stored yet
  ThingId thing;
  std::string concern;
  std::string rule;  // the worst active rule of the concern
  rules::Severity severity = rules::Severity::watch;
  Instant raised;
  std::optional<Instant> acknowledged;
  PersonId acknowledged_by;
  std::string note;
  std::optional<Instant> cleared;
  std::string cleared_why;  // "recovered", "switched_off" or "forgotten"

  double value = 0;                 // as of the last notice (for silent: minutes without a reading)
  std::optional<double> threshold;  // that `value` was compared with
  Duration hold{};
  std::vector<rules::EvaluatedReading> evaluated;

  bool recovering = false;  // the value is back to normal, clear_hold is running; computed, not stored

  // Progress of the notices (sensing/notifications/escalation.hpp).
  int notices = 0;           // sent so far
  int escalation_steps = 0;  // escalation steps notified so far
  std::optional<Instant> first_notice;
  std::optional<Instant> last_notice;

  AlarmState state() const {
    return cleared ? AlarmState::cleared : acknowledged ? AlarmState::acknowledged : AlarmState::raised;
  }
};

// The result of a rule from which an alarm is made.
struct Finding {
  ThingId thing;
  std::string rule;
  std::string concern;
  rules::Severity severity = rules::Severity::watch;
  double value = 0;
  std::optional<double> threshold;
  Duration hold{};
  std::vector<rules::EvaluatedReading> evaluated;
};

Alarm raise_alarm(const Finding&, Instant now);
// Applies a worse finding of the same concern and resets the acknowledgement: the alarm notifies again.
Alarm worsen_alarm(Alarm, const Finding&);
// Applies another finding of the same concern without a new notice: when the worst rule has cleared, when the
// severity oscillates within an hour, and to update the value before a repeat.
Alarm ease_alarm(Alarm, const Finding&);
// Refuses (conflict) an alarm that is cleared or already acknowledged, and names who acknowledged it.
Result<Alarm> acknowledge_alarm(Alarm, PersonId by, std::string note, Instant now);
Alarm clear_alarm(Alarm, std::string why, Instant now);

rules::Params params_of(const Alarm&);  // value, threshold, minutes (of the hold)

}  // namespace cunkou::alarms
