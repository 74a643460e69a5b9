#include "sensing/monitor/service/notification_context.hpp"

namespace cunkou::monitor {

notifications::NotificationContext notification_context(const alarms::Alarm& alarm, const ThingInfo* info,
                                                        const std::string& public_url) {
  notifications::NotificationContext context;
  context.severity = name(alarm.severity);
  context.rule = alarm.rule;
  context.state = name(alarm.state());
  context.value = alarm.value;
  context.threshold = alarm.threshold;
  context.greenhouse = alarm.thing;
  if (info) {
    context.greenhouse_name = info->name;
    context.place_code = info->place_code;
    context.place_name = info->place_name;
  }
  context.raised = alarm.raised;
  if (!public_url.empty()) context.link = public_url + "/alarms/" + std::to_string(alarm.id.value);
  return context;
}

}  // namespace cunkou::monitor
