#pragma once
// Takes what a notice says of its alarm to machines from the alarm itself, and the thing's name and place
// from the ThingDirectory.

#include <string>

#include "sensing/monitor/thing_directory.hpp"
#include "sensing/notifications/dispatch/stored_delivery_queue.hpp"

namespace cunkou::monitor {

class AlarmContexts final : public notifications::NotificationContexts {
 public:
  // Links are below public_url; none if that is empty.
  AlarmContexts(const ThingDirectory& things, std::string public_url)
      : things_(things), public_url_(std::move(public_url)) {}

  // Without name and place if the thing is gone.
  notifications::NotificationContext context_of(const alarms::Alarm&) const override;

 private:
  const ThingDirectory& things_;
  std::string public_url_;
};

}  // namespace cunkou::monitor
