#pragma once
// The deliveries that a dispatcher sends.

#include <optional>
#include <vector>

#include "sensing/notifications/dispatch/deliverer.hpp"

namespace cunkou::notifications {

struct DueDelivery {
  Delivery delivery;
  std::optional<Channel> channel;        // none: the channel was deleted, withdraw the delivery
  std::optional<Label> obsolete_reason;  // why it is obsolete (acknowledged, cleared); none: send it
  std::optional<NotificationContext> context = {};
};

// Called on threads of the dispatcher, each call in a transaction of its own. An exception is reported and
// the call repeated: put() after growing pauses (5 s to 5 min). Until its outcome is stored a delivery is not
// sent again, even if due() returns it.
class DeliveryQueue {
 public:
  virtual ~DeliveryQueue() = default;
  // Waiting ones, oldest first, in a constant number of reads.
  virtual std::vector<DueDelivery> due(Instant now, std::size_t limit) = 0;
  virtual void put(const Delivery& outcome) = 0;
};

}  // namespace cunkou::notifications
