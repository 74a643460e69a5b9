#pragma once
// Persistence interface for deliveries.

#include <vector>

#include "sensing/notifications/delivery.hpp"

namespace cunkou::sql {
class Transaction;
}

namespace cunkou::notifications {

class DeliveryStore {
 public:
  virtual ~DeliveryStore() = default;
  virtual DeliveryId put(const Delivery&) = 0;  // id 0: inserts and returns the new id; else replaces
  // Waiting deliveries with next_attempt <= now. Takes some of each channel, danger first, then the oldest,
  // so that a slow channel cannot delay another. Includes deliveries created or tried at a time later than
  // `now`: the clock was set back.
  virtual std::vector<Delivery> due(Instant now, std::size_t limit) = 0;
  virtual std::vector<Delivery> of(const std::vector<AlarmId>&) = 0;  // in one read, oldest first
  struct Backlog {
    std::int64_t waiting = 0, retrying = 0;  // retrying: those that were tried at least once
  };
  virtual Backlog backlog() = 0;
  // Withdraws every waiting delivery; returns their number.
  virtual std::int64_t withdraw_all(const Label& why) = 0;
};

DeliveryStore& delivery_store(sql::Transaction&);

}  // namespace cunkou::notifications
