#pragma once
// The deliveries of the state database as the queue of a dispatcher: what is due, over which channel, and
// whether it is obsolete.

#include "sensing/alarms/alarm.hpp"
#include "sensing/notifications/dispatch/delivery_queue.hpp"

namespace cunkou::sql {
class Database;
}

namespace cunkou::notifications {

// Gives the machine-readable alarm of a notice. Thread-safe.
class NotificationContexts {
 public:
  virtual ~NotificationContexts() = default;
  virtual NotificationContext context_of(const alarms::Alarm&) const = 0;
};

class DeliveryListener {
 public:
  virtual ~DeliveryListener() = default;
  // Deliveries of the alarm were sent or failed. After the commit, on any thread.
  virtual void deliveries_changed(AlarmId) = 0;
};

class StoredDeliveryQueue final : public DeliveryQueue {
 public:
  StoredDeliveryQueue(sql::Database& database, const NotificationContexts& contexts,
                      DeliveryListener& listener)
      : database_(database), contexts_(contexts), listener_(listener) {}

  std::vector<DueDelivery> due(Instant now, std::size_t limit) override;
  void put(const Delivery& outcome) override;

 private:
  sql::Database& database_;
  const NotificationContexts& contexts_;
  DeliveryListener& listener_;
};

}  // namespace cunkou::notifications
