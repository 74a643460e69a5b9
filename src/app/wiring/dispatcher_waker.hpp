#pragma once
// Polls the dispatcher when the monitor has stored the deliveries of a notice; a quiet server has none.

#include <algorithm>
#include <memory>

#include "sensing/monitor/monitor_listener.hpp"
#include "sensing/notifications/dispatch/notification_dispatcher.hpp"

namespace cunkou::app {

class DispatcherWaker final : public monitor::MonitorListener {
 public:
  explicit DispatcherWaker(const std::unique_ptr<notifications::NotificationDispatcher>& dispatcher)
      : dispatcher_(dispatcher) {}

  void changed(const monitor::Changes& changes) override {
    const bool notifies = std::ranges::any_of(changes, [](const monitor::Change& change) {
      const auto* alarm = std::get_if<monitor::AlarmChanged>(&change);
      return alarm && !alarm->notices.empty();
    });
    if (notifies && dispatcher_) dispatcher_->poll();
  }

 private:
  const std::unique_ptr<notifications::NotificationDispatcher>& dispatcher_;
};

}  // namespace cunkou::app
