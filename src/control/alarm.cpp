#include "control/alarm.hpp"

#include <cmath>
#include <cstdio>

namespace cunkou::control {
namespace {

void take(Alarm& alarm, const Finding& finding) {
  alarm.rule = finding.rule;
  alarm.severity = finding.severity;
  alarm.value = finding.value;
  alarm.threshold = finding.threshold;
  alarm.hold = finding.hold;
  alarm.evaluated = finding.evaluated;
}

std::string plain(double number) {
  char text[32];
  const double rounded = std::round(number * 10) / 10;
  const bool whole = rounded == std::round(rounded);
  std::snprintf(text, sizeof text, whole ? "%.0f" : "%.1f", rounded == 0 ? 0.0 : rounded);
  return text;
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
    return conflict("这条告警已经解除，不用再处理|This alarm is over already: there is nothing left to do");
  if (alarm.acknowledged)
    return conflict("已经有人确认了，点开可看是谁|Somebody has taken this alarm already: its page says who");
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

Params params_of(const Alarm& alarm) {
  Params params{{"value", alarm.value}, {"minutes", static_cast<double>(alarm.hold.count()) / 60'000.0}};
  if (alarm.threshold) params["threshold"] = *alarm.threshold;
  return params;
}

std::string fill(std::string_view sentence, const Params& params) {
  std::string out;
  while (!sentence.empty()) {
    const auto open = sentence.find('{');
    const auto shut = open == sentence.npos ? sentence.npos : sentence.find('}', open);
    if (shut == sentence.npos) return out.append(sentence);
    const auto found = params.find(std::string(sentence.substr(open + 1, shut - open - 1)));
    out.append(sentence.substr(0, open));
    if (found == params.end())
      out.append(sentence.substr(open, shut - open + 1));
    else
      out += plain(found->second);
    sentence.remove_prefix(shut + 1);
  }
  return out;
}

}  // namespace cunkou::control
