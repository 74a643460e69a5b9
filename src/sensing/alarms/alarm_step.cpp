#include "sensing/alarms/alarm_step.hpp"

#include "base/enum_words.hpp"

namespace cunkou::alarms {
namespace {

constexpr Words<AlarmChange, 6> changes{{{AlarmChange::raised, "raised"},
                                         {AlarmChange::worsened, "worsened"},
                                         {AlarmChange::eased, "eased"},
                                         {AlarmChange::acknowledged, "acknowledged"},
                                         {AlarmChange::cleared, "cleared"},
                                         {AlarmChange::notified, "notified"}}};

}  // namespace

std::string_view name(AlarmChange change) { return word_of(changes, change); }
std::optional<AlarmChange> parse_alarm_change(std::string_view text) { return read_word(changes, text); }

AlarmStep step_of(const Alarm& alarm, AlarmChange change, Instant at) {
  AlarmStep step;
  step.alarm = alarm.id;
  step.change = change;
  step.at = at;
  step.rule = alarm.rule;
  step.severity = alarm.severity;
  step.value = alarm.value;
  step.threshold = alarm.threshold;
  step.hold = alarm.hold;
  if (change == AlarmChange::acknowledged) {
    step.person = alarm.acknowledged_by;
    step.note = alarm.note;
  }
  return step;
}

rules::Params params_of(const AlarmStep& step) {
  Alarm then;
  then.value = step.value;
  then.threshold = step.threshold;
  then.hold = step.hold;
  return params_of(then);
}

}  // namespace cunkou::alarms
