#include "app/notices.hpp"

#include <algorithm>

#include "control/alarm_store.hpp"
#include "control/delivery_store.hpp"
#include "sql/alarms_sql.hpp"
#include "sql/database.hpp"
#include "sql/deliveries_sql.hpp"

namespace cunkou::app {
namespace {

// A notice that waited for its gateway until the event was over, or was in somebody's hands, only worries
// people.
std::string obsolete_reason(const std::optional<control::Alarm>& alarm) {
  if (!alarm) return "报警已不存在|the alarm is gone";
  switch (alarm->state()) {
    case control::AlarmState::cleared:
      return "报警已解除|the alarm has cleared";
    case control::AlarmState::acknowledged:
      return "已有人处理|somebody has acknowledged it";
    case control::AlarmState::raised:
      return "";
  }
  return "";
}

// While it was being tried in vain: it must not be tried again.
bool is_withdrawn_since(sql::Transaction& t, const control::Delivery& outcome) {
  if (outcome.state != control::DeliveryState::waiting) return false;
  const auto all = sql::delivery_store(t).of(outcome.alarm);
  const auto stored = std::ranges::find(all, outcome.id, &control::Delivery::id);
  return stored != all.end() && stored->state == control::DeliveryState::failed;
}

}  // namespace

notify::Deliverer deliverer(const Config& config) {
  notify::Deliverer::Options options;
  options.http.allow_private = config.allow_private_webhooks;
  options.http.proxy_from_environment = config.proxy_from_environment;
  for (const auto& [name, bound] : config.commands)
    options.commands[name] = notify::Command{bound.argv, bound.timeout};
  return notify::Deliverer(std::move(options));
}

notify::NotificationContext context_of(const control::Alarm& alarm, const api::GreenhouseInfo* info,
                                       const std::string& public_url) {
  notify::NotificationContext context;
  context.severity = name(alarm.severity);
  context.rule = alarm.rule;
  context.state = name(alarm.state());
  context.value = alarm.value;
  context.threshold = alarm.threshold;
  context.greenhouse = alarm.thing;
  if (info) {
    context.greenhouse_name = info->name;
    context.place_code = info->place_code;
    context.place_name = info->place_name;
  }
  context.raised = alarm.raised;
  if (!public_url.empty()) context.link = public_url + "/alarms/" + std::to_string(alarm.id.value);
  return context;
}

notify::NotificationDispatcher::Queue notice_queue(sql::Database& database, About about,
                                                   std::function<void(AlarmId)> told) {
  notify::NotificationDispatcher::Queue queue;
  queue.due = [&database, about = std::move(about)](Instant now, std::size_t limit) {
    std::vector<notify::NotificationDispatcher::Job> jobs;
    database.read([&](sql::Transaction& t) {
      for (auto& delivery : sql::delivery_store(t).due(now, limit)) {
        const auto alarm = sql::alarm_store(t).get(delivery.alarm);
        jobs.push_back({delivery, sql::channel_store(t).get(delivery.channel_id), obsolete_reason(alarm),
                        alarm ? std::optional(about(*alarm)) : std::nullopt});
      }
    });
    return jobs;
  };
  queue.put = [&database, told = std::move(told)](const control::Delivery& delivery) {
    database.write([&](sql::Transaction& t) {
      if (!is_withdrawn_since(t, delivery)) sql::delivery_store(t).put(delivery);
    });
    told(delivery.alarm);
  };
  return queue;
}

}  // namespace cunkou::app
