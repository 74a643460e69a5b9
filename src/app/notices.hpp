#pragma once
// Notices from the store to the dispatcher: what is due, over which channel, and whether it still has to go
// out.

#include "api/greenhouse_directory.hpp"
#include "app/config.hpp"
#include "control/alarm.hpp"
#include "notify/notification_dispatcher.hpp"

namespace cunkou::sql {
class Database;
}

namespace cunkou::app {

notify::Deliverer deliverer(const Config&);
// `told` is called after each outcome was written, on a dispatcher's thread; so is `about`, for what the
// notice says of its alarm.
using About = std::function<notify::NotificationContext(const control::Alarm&)>;
notify::NotificationDispatcher::Queue notice_queue(sql::Database&, About about,
                                                   std::function<void(AlarmId)> told);

// `info` may be null: the greenhouse is gone. The link is of public_url, if there is one.
notify::NotificationContext context_of(const control::Alarm&, const api::GreenhouseInfo* info,
                                       const std::string& public_url);

}  // namespace cunkou::app
