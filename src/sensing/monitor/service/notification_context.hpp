#pragma once
// What a notice says of its alarm to machines.

#include <string>

#include "sensing/alarms/alarm.hpp"
#include "sensing/monitor/greenhouse_directory.hpp"
#include "sensing/notifications/dispatch/deliverer.hpp"

namespace cunkou::monitor {

// `info` may be null: the greenhouse is gone. The link is below public_url; none if that is empty.
notifications::NotificationContext notification_context(const alarms::Alarm&, const GreenhouseInfo* info,
                                                        const std::string& public_url);

}  // namespace cunkou::monitor
