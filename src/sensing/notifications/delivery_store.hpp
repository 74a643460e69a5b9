#pragma once
// The seam of deliveries to a database.

#include <vector>

#include "sensing/notifications/delivery.hpp"

namespace cunkou::sql {
class Transaction;
}

namespace cunkou::notifications {

class DeliveryStore {
 public:
  virtual ~DeliveryStore() = default;
  virtual DeliveryId put(const Delivery&) = 0;  // id 0: inserted and numbered; else replaced
  // Waiting, next_try <= now: of each channel some, danger first, then the oldest, so that no channel that is
  // slow keeps another waiting. Also what was made, or tried, while the clock was ahead: else it
  // would wait until the clock is there again.
  virtual std::vector<Delivery> due(Instant now, std::size_t limit) = 0;
  virtual std::vector<Delivery> of(AlarmId) = 0;  // oldest first
  struct Backlog {
    std::int64_t waiting = 0, in_vain = 0;  // of them tried before
  };
  virtual Backlog backlog() = 0;
  virtual std::int64_t withdraw_all(std::string_view why) = 0;  // that wait, until whatever day: how many
};

DeliveryStore& delivery_store(sql::Transaction&);

}  // namespace cunkou::notifications
