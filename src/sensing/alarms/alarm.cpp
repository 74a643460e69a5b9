#include "sensing/alarms/alarm.hpp"

namespace cunkou::alarms {
namespace {

void take(Alarm& alarm, const Finding& finding) {
  alarm.rule = finding.rule;
  alarm.severity = finding.severity;
  alarm.value = finding.value;
  alarm.threshold = finding.threshold;
  alarm.hold = finding.hold;
  alarm.evaluated = finding.evaluated;
}

}  // namespace

std::string_view name(AlarmState state) {
  switch (state) {
    case AlarmState::raised:
      return "raised";
    case AlarmState::acknowledged:
      return "acknowledged";
    case AlarmState::cleared:
      return "cleared";
  }
  return "raised";
}

Alarm raise_alarm(const Finding& finding, Instant now) {
  Alarm alarm;
  alarm.thing = finding.thing;
  alarm.concern = finding.concern;
  alarm.raised = now;
  take(alarm, finding);
  return alarm;
}

Alarm worsen_alarm(Alarm alarm, const Finding& finding) {
  take(alarm, finding);
  alarm.acknowledged.reset();
  alarm.acknowledged_by = {};
  alarm.note.clear();
  alarm.escalation_steps = 0;
  alarm.first_notice.reset();
  alarm.last_notice.reset();
  return alarm;
}

Alarm ease_alarm(Alarm alarm, const Finding& finding) {
  take(alarm, finding);
  return alarm;
}

Result<Alarm> acknowledge_alarm(Alarm alarm, PersonId by, std::string note, Instant now) {
  if (alarm.cleared)
    return conflict(
        {"这条告警已经解除，不用再处理", "This alarm is over already: there is nothing left to do"});
  if (alarm.acknowledged)
    return conflict(
        {"已经有人确认了，点开可看是谁", "This alarm is already acknowledged: its page shows by whom"});
  alarm.acknowledged = now;
  alarm.acknowledged_by = by;
  alarm.note = std::move(note);
  return alarm;
}

Alarm clear_alarm(Alarm alarm, std::string why, Instant now) {
  alarm.cleared = now;
  alarm.cleared_why = std::move(why);
  return alarm;
}

rules::Params params_of(const Alarm& alarm) {
  rules::Params params{{"value", alarm.value},
                       {"minutes", static_cast<double>(alarm.hold.count()) / 60'000.0}};
  if (alarm.threshold) params["threshold"] = *alarm.threshold;
  return params;
}

}  // namespace cunkou::alarms
