#pragma once
// What a notice says of its alarm to machines.

#include <string>

#include "sensing/alarms/alarm.hpp"
#include "sensing/monitor/thing_directory.hpp"
#include "sensing/notifications/dispatch/deliverer.hpp"

namespace cunkou::monitor {

// `info` may be null: the thing is gone. The link is below public_url; none if that is empty.
notifications::NotificationContext notification_context(const alarms::Alarm&, const ThingInfo* info,
                                                        const std::string& public_url);

}  // namespace cunkou::monitor
