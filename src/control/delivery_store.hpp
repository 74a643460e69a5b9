#pragma once
// The seam of deliveries to a database.

#include <vector>

#include "control/delivery.hpp"

namespace cunkou::control {

class DeliveryStore {
 public:
  virtual ~DeliveryStore() = default;
  virtual DeliveryId put(const Delivery&) = 0;  // id 0: inserted and numbered; else replaced
  virtual std::vector<Delivery> due(Instant now,
                                    std::size_t limit) = 0;  // waiting, next_try <= now, oldest first
  virtual std::vector<Delivery> of(AlarmId) = 0;             // oldest first
};

}  // namespace cunkou::control
