#pragma once
// Notices from the store to the dispatcher: what is due, over which channel, and whether it still has to go
// out.

#include "api/greenhouse_directory.hpp"
#include "app/config.hpp"
#include "sensing/alarms/alarm.hpp"
#include "sensing/notifications/dispatch/notification_dispatcher.hpp"

namespace cunkou::sql {
class Database;
}

namespace cunkou::app {

notifications::Deliverer deliverer(const Config&);
// `told` is called after each outcome was written, on a dispatcher's thread; so is `about`, for what the
// notice says of its alarm.
using About = std::function<notifications::NotificationContext(const alarms::Alarm&)>;
notifications::NotificationDispatcher::Queue notice_queue(sql::Database&, About about,
                                                          std::function<void(AlarmId)> told);

// `info` may be null: the greenhouse is gone. The link is of public_url, if there is one.
notifications::NotificationContext context_of(const alarms::Alarm&, const api::GreenhouseInfo* info,
                                              const std::string& public_url);

}  // namespace cunkou::app
