#pragma once
// History of an alarm: each step records one change.

#include <string>

#include "sensing/alarms/alarm.hpp"

namespace cunkou::alarms {

enum class AlarmChange { raised, worsened, eased, acknowledged, cleared, notified };
std::string_view name(AlarmChange);
std::optional<AlarmChange> parse_alarm_change(std::string_view);

// Rule and numbers after the change. A notice is no step: it is stored as a delivery.
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
  std::string note;  // of the acknowledgement
};

AlarmStep step_of(const Alarm&, AlarmChange, Instant at);
rules::Params params_of(const AlarmStep&);  // value, threshold, minutes

}  // namespace cunkou::alarms
