#pragma once
// Sends due deliveries and stores their outcomes. Owns threads: a webhook that does not answer must not block
// HTTP workers. Each channel sends one delivery at a time, so a hanging channel delays no other.

#include <memory>

#include "base/clock.hpp"
#include "platform/async/failure.hpp"
#include "sensing/notifications/dispatch/delivery_queue.hpp"

namespace cunkou::notifications {

class NotificationDispatcher {
 public:
  // The queue outlives the dispatcher.
  NotificationDispatcher(Deliverer, DeliveryQueue&, const Clock&, async::Failed = async::log_to_stderr);
  ~NotificationDispatcher();  // calls stop()

  // Wakes the dispatcher. Thread-safe, does not block. Call it when a delivery becomes due, and every few
  // seconds for retries. A delivery is sent twice only after a crash between sending and storing.
  void poll();
  void stop();  // finishes deliveries in progress; the others stay due in the store

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace cunkou::notifications
