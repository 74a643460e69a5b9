#pragma once
// The deliveries of the state database as the queue of a dispatcher: what is due, over which channel, and
// whether it is obsolete.

#include <functional>

#include "sensing/alarms/alarm.hpp"
#include "sensing/notifications/dispatch/notification_dispatcher.hpp"

namespace cunkou::sql {
class Database;
}

namespace cunkou::notifications {

// Callbacks run on a dispatcher's thread: `about` describes the alarm of a notice, `stored` follows each
// outcome that was written.
using About = std::function<NotificationContext(const alarms::Alarm&)>;
NotificationDispatcher::Queue notice_queue(sql::Database&, About about, std::function<void(AlarmId)> stored);

}  // namespace cunkou::notifications
