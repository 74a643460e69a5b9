#include "sensing/notifications/dispatch/stored_delivery_queue.hpp"

#include <algorithm>

#include "base/by_id.hpp"
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
  return database_.read([&](sql::Transaction& t) {
    auto waiting = delivery_store(t).due(now, limit);
    std::vector<AlarmId> alarm_ids;
    std::vector<ChannelId> channel_ids;
    for (const auto& delivery : waiting) {
      alarm_ids.push_back(delivery.alarm);
      channel_ids.push_back(delivery.channel_id);
    }
    const auto alarms = by_id(alarms::alarm_store(t).get(alarm_ids));
    const auto channels = by_id(channel_store(t).get(channel_ids));
    std::vector<DueDelivery> all;
    for (auto& delivery : waiting) {
      const auto* alarm = find_in(alarms, delivery.alarm);
      const auto* channel = find_in(channels, delivery.channel_id);
      all.push_back({std::move(delivery), channel ? std::optional(*channel) : std::nullopt,
                     alarm ? obsolete_reason(*alarm) : Label{"告警已不存在", "the alarm is gone"},
                     alarm ? std::optional(contexts_.context_of(*alarm)) : std::nullopt});
    }
    return all;
  });
}

void StoredDeliveryQueue::put(const Delivery& outcome) {
  const bool stored = database_
                          .write([&](sql::Transaction& t) -> Result<bool> {
                            if (is_withdrawn_since(t, outcome)) return false;
                            delivery_store(t).put(outcome);
                            return true;
                          })
                          .value();
  if (stored) listener_.deliveries_changed(outcome.alarm);
}

}  // namespace cunkou::notifications
