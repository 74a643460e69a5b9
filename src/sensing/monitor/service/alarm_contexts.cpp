#include "sensing/monitor/service/alarm_contexts.hpp"

namespace cunkou::monitor {

notifications::NotificationContext AlarmContexts::context_of(const alarms::Alarm& alarm) const {
  const auto info = things_.find(alarm.thing);
  notifications::NotificationContext context;
  context.severity = name(alarm.severity);
  context.rule = alarm.rule;
  context.state = name(alarm.state());
  context.value = alarm.value;
  context.threshold = alarm.threshold;
  context.thing = alarm.thing;
  if (info) {
    context.thing_name = info->name;
    context.place_code = info->place_code;
    context.place_name = info->place_name;
  }
  context.raised = alarm.raised;
  if (!public_url_.empty()) context.link = public_url_ + "/alarms/" + std::to_string(alarm.id.value);
  return context;
}

}  // namespace cunkou::monitor
