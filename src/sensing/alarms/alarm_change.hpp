#pragma once
// The changes of an alarm, which are its course.

#include <string>

#include "sensing/alarms/alarm.hpp"

namespace cunkou::alarms {

enum class AlarmChangeKind { raised, worsened, eased, acknowledged, cleared, notified };
std::string_view name(AlarmChangeKind);
std::optional<AlarmChangeKind> parse_alarm_change_kind(std::string_view);

// Rule and numbers after the change. A notice is none of them: it is stored as a delivery.
struct AlarmChange {
  AlarmId alarm;
  AlarmChangeKind change = AlarmChangeKind::raised;
  Instant at;
  std::string rule;
  rules::Severity severity = rules::Severity::watch;
  double value = 0;
  std::optional<double> threshold;
  Duration hold{};
  PersonId person;   // who acknowledged
  std::string note;  // of the acknowledgement
};

AlarmChange change_of(const Alarm&, AlarmChangeKind, Instant at);
rules::Params params_of(const AlarmChange&);  // value, threshold, minutes

}  // namespace cunkou::alarms
