#pragma once
// Takes what is due from the store, sends it, and writes down how it went. Has threads of its own: a webhook
// that does not answer must not keep a page's worker. Over one channel one delivery goes at a time, so that
// one which hangs keeps no other waiting.

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
    std::optional<notifications::Channel> channel;  // none: it is gone, and the delivery is withdrawn
    std::string obsolete_reason;  // why it need not go out any more (acknowledged, cleared); "" sends it
    std::optional<NotificationContext> context = {};
  };
  // Called on the dispatcher's threads; each a transaction of its own. One that throws is told to `failed`,
  // and tried again: put after growing pauses (5 s to 5 min), and until it succeeds that delivery stays here,
  // whatever `due` says of it.
  struct Queue {
    std::function<std::vector<Job>(Instant now, std::size_t limit)> due;  // waiting and due, oldest first
    std::function<void(const notifications::Delivery&)> put;
  };

  NotificationDispatcher(Deliverer, Queue, const Clock&, async::Failed = async::say_on_stderr);
  ~NotificationDispatcher();  // stop()

  // Any thread, cheap: looks soon. To be called when something becomes due, and every few seconds for what is
  // to be tried again. A delivery under way is not begun twice, and one whose outcome cannot be written is
  // not sent again meanwhile; only after a crash does it go out again.
  void poll();
  void stop();  // finishes what is being sent; what waits stays due in the store

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace cunkou::notifications
