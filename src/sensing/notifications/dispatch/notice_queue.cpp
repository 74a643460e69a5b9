#include "sensing/notifications/dispatch/notice_queue.hpp"

#include <algorithm>

#include "platform/sql/database.hpp"
#include "sensing/alarms/alarm_store.hpp"
#include "sensing/notifications/channel.hpp"
#include "sensing/notifications/delivery_store.hpp"

namespace cunkou::notifications {
namespace {

// A notice that waited for its gateway until the event was over, or was in somebody's hands, only worries
// people.
std::optional<Label> obsolete_reason(const std::optional<alarms::Alarm>& alarm) {
  if (!alarm) return Label{"报警已不存在", "the alarm is gone"};
  switch (alarm->state()) {
    case alarms::AlarmState::cleared:
      return Label{"报警已解除", "the alarm has cleared"};
    case alarms::AlarmState::acknowledged:
      return Label{"已有人处理", "somebody has acknowledged it"};
    case alarms::AlarmState::raised:
      return {};
  }
  return {};
}

// It was withdrawn during a failed attempt: it must not be tried again.
bool is_withdrawn_since(sql::Transaction& t, const Delivery& outcome) {
  if (outcome.state != DeliveryState::waiting) return false;
  const auto all = delivery_store(t).of({outcome.alarm});
  const auto stored = std::ranges::find(all, outcome.id, &Delivery::id);
  return stored != all.end() && stored->state == DeliveryState::failed;
}

}  // namespace

NotificationDispatcher::Queue notice_queue(sql::Database& database, About about,
                                           std::function<void(AlarmId)> told) {
  NotificationDispatcher::Queue queue;
  queue.due = [&database, about = std::move(about)](Instant now, std::size_t limit) {
    std::vector<NotificationDispatcher::Job> jobs;
    database.read([&](sql::Transaction& t) {
      for (auto& delivery : delivery_store(t).due(now, limit)) {
        const auto alarm = alarms::alarm_store(t).get(delivery.alarm);
        jobs.push_back({delivery, channel_store(t).get(delivery.channel_id), obsolete_reason(alarm),
                        alarm ? std::optional(about(*alarm)) : std::nullopt});
      }
    });
    return jobs;
  };
  queue.put = [&database, told = std::move(told)](const Delivery& delivery) {
    database.write([&](sql::Transaction& t) {
      if (!is_withdrawn_since(t, delivery)) delivery_store(t).put(delivery);
    });
    told(delivery.alarm);
  };
  return queue;
}

}  // namespace cunkou::notifications
