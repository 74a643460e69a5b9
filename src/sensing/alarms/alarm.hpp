#pragma once
// An alarm: one event, from raised over acknowledged to cleared. There is at most one open alarm for a thing
// and a concern; when it gets worse it stays the same alarm, and asks to be acknowledged again.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.hpp"
#include "base/instant.hpp"
#include "base/result.hpp"
#include "sensing/rules/evaluated_reading.hpp"
#include "sensing/rules/message.hpp"
#include "sensing/rules/rule.hpp"

namespace cunkou::alarms {

enum class AlarmState { raised, acknowledged, cleared };
std::string_view name(AlarmState);

struct Alarm {
  AlarmId id;  // 0: not stored yet
  ThingId thing;
  std::string concern;
  std::string rule;  // the worst of the concern that stands
  rules::Severity severity = rules::Severity::watch;
  Instant raised;
  std::optional<Instant> acknowledged;
  PersonId acknowledged_by;
  std::string note;
  std::optional<Instant> cleared;
  std::string cleared_why;  // "recovered", "switched_off", "forgotten"

  double value = 0;                 // when it was last notified (of silent: minutes without a reading)
  std::optional<double> threshold;  // it was held against
  Duration hold{};
  std::vector<rules::EvaluatedReading> evaluated;

  bool recovering = false;  // the value is back, and has yet to stay so; as it is evaluated at, not stored

  // How far telling has come (control/escalation.hpp).
  int notices = 0;           // sent so far
  int escalation_steps = 0;  // of the escalation that have been notified
  std::optional<Instant> first_notice;
  std::optional<Instant> last_notice;

  AlarmState state() const {
    return cleared ? AlarmState::cleared : acknowledged ? AlarmState::acknowledged : AlarmState::raised;
  }
};

// What made a rule count: all that an alarm copies from it.
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
// A worse finding of the same concern: to be notified and acknowledged anew.
Alarm worsen_alarm(Alarm, const Finding&);
// Another finding of the same concern stands for the alarm now; nobody is notified anew. For the worst being
// over, for swinging back within the hour, and for the value of now, since what is notified again says what
// is.
Alarm ease_alarm(Alarm, const Finding&);
// Refuses an alarm that is cleared or was acknowledged already, saying by then it is over or who has it.
Result<Alarm> acknowledge_alarm(Alarm, PersonId by, std::string note, Instant now);
Alarm clear_alarm(Alarm, std::string why, Instant now);

rules::Params params_of(const Alarm&);  // value, threshold, minutes (that it stood)

}  // namespace cunkou::alarms
