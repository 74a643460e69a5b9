#pragma once
// Notices from the store to the courier: what is due, over which channel, and whether it still has to go out.

#include "api/greenhouse_book.hpp"
#include "app/config.hpp"
#include "control/alarm.hpp"
#include "notify/courier.hpp"

namespace cunkou::sql {
class Database;
}

namespace cunkou::app {

notify::Deliverer deliverer(const Config&);
// `told` is called after each outcome was written, on a courier's thread; so is `about`, for what the notice
// says of its alarm.
using About = std::function<notify::Event(const control::Alarm&)>;
notify::Courier::Desk notice_desk(sql::Database&, About about, std::function<void(AlarmId)> told);

// `info` may be null: the greenhouse is gone. The link is of public_url, if there is one.
notify::Event event_of(const control::Alarm&, const api::GreenhouseInfo* info, const std::string& public_url);

}  // namespace cunkou::app
