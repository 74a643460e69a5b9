#pragma once
// Notices from the store to the courier: what is due, over which channel, and whether it still has to go out.

#include "app/config.hpp"
#include "notify/courier.hpp"

namespace cunkou::sql {
class Database;
}

namespace cunkou::app {

notify::Deliverer deliverer(const Config&);
// `told` is called after each outcome was written, on a courier's thread.
notify::Courier::Desk notice_desk(sql::Database&, std::function<void(AlarmId)> told);

}  // namespace cunkou::app
