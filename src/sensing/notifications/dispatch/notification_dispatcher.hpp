#pragma once
// Sends due deliveries and stores their outcomes. Owns threads: a webhook that does not answer must not block
// HTTP workers. Each channel sends one delivery at a time, so a hanging channel delays no other.

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "platform/async/failure.hpp"
#include "sensing/notifications/dispatch/deliverer.hpp"

namespace cunkou::notifications {

class NotificationDispatcher {
 public:
  struct Job {
    notifications::Delivery delivery;
    std::optional<notifications::Channel> channel;  // none: the channel was deleted, withdraw the delivery
    std::optional<Label> obsolete_reason;  // why it is obsolete (acknowledged, cleared); none: send it
    std::optional<NotificationContext> context = {};
  };
  // Callbacks of the dispatcher, called on its threads, each in a transaction of its own. An exception is
  // reported to `failed` and the call is retried: `put` after growing pauses (5 s to 5 min). Until its
  // outcome is stored a delivery is not sent again, even if `due` returns it.
  struct Queue {
    std::function<std::vector<Job>(Instant now, std::size_t limit)> due;  // waiting and due, oldest first
    std::function<void(const notifications::Delivery&)> put;
  };

  NotificationDispatcher(Deliverer, Queue, const Clock&, async::Failed = async::log_to_stderr);
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
