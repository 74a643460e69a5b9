#include "sensing/notifications/dispatch/stored_delivery_queue.hpp"

#include <algorithm>

#include "platform/sql/database.hpp"
#include "sensing/alarms/alarm_store.hpp"
#include "sensing/notifications/channel.hpp"
#include "sensing/notifications/delivery_store.hpp"

namespace cunkou::notifications {
namespace {

// It was withdrawn during a failed attempt: it must not be tried again.
bool is_withdrawn_since(sql::Transaction& t, const Delivery& outcome) {
  if (outcome.state != DeliveryState::waiting) return false;
  const auto all = delivery_store(t).of({outcome.alarm});
  const auto stored = std::ranges::find(all, outcome.id, &Delivery::id);
  return stored != all.end() && stored->state == DeliveryState::failed;
}

}  // namespace

std::vector<DueDelivery> StoredDeliveryQueue::due(Instant now, std::size_t limit) {
  std::vector<DueDelivery> all;
  database_.read([&](sql::Transaction& t) {
    for (auto& delivery : delivery_store(t).due(now, limit)) {
      const auto alarm = alarms::alarm_store(t).get(delivery.alarm);
      all.push_back({delivery, channel_store(t).get(delivery.channel_id),
                     alarm ? obsolete_reason(*alarm) : Label{"告警已不存在", "the alarm is gone"},
                     alarm ? std::optional(contexts_.context_of(*alarm)) : std::nullopt});
    }
  });
  return all;
}

void StoredDeliveryQueue::put(const Delivery& outcome) {
  database_.write([&](sql::Transaction& t) {
    if (!is_withdrawn_since(t, outcome)) delivery_store(t).put(outcome);
  });
  listener_.deliveries_changed(outcome.alarm);
}

}  // namespace cunkou::notifications
