#pragma once
// What happened to an alarm, step by step: an alarm says how it stands, its steps say how it came there.

#include <string>

#include "sensing/alarms/alarm.hpp"

namespace cunkou::alarms {

enum class AlarmChange { raised, worsened, eased, acknowledged, cleared, notified };
std::string_view name(AlarmChange);
std::optional<AlarmChange> parse_alarm_change(std::string_view);

// The rule and its numbers as they stood after the change. `notified` is no step: each notice is kept as a
// delivery.
struct AlarmStep {
  AlarmId alarm;
  AlarmChange change = AlarmChange::raised;
  Instant at;
  std::string rule;
  rules::Severity severity = rules::Severity::watch;
  double value = 0;
  std::optional<double> threshold;
  Duration hold{};
  PersonId person;   // who acknowledged
  std::string note;  // with which words
};

AlarmStep step_of(const Alarm&, AlarmChange, Instant at);
rules::Params params_of(const AlarmStep&);  // value, threshold, minutes

}  // namespace cunkou::alarms
