#include "app/notices.hpp"

#include <algorithm>

#include "platform/sql/database.hpp"
#include "sensing/alarms/alarm_store.hpp"
#include "sensing/notifications/channel.hpp"
#include "sensing/notifications/delivery_store.hpp"

namespace cunkou::app {
namespace {

// A notice that waited for its gateway until the event was over, or was in somebody's hands, only worries
// people.
std::string obsolete_reason(const std::optional<alarms::Alarm>& alarm) {
  if (!alarm) return "报警已不存在|the alarm is gone";
  switch (alarm->state()) {
    case alarms::AlarmState::cleared:
      return "报警已解除|the alarm has cleared";
    case alarms::AlarmState::acknowledged:
      return "已有人处理|somebody has acknowledged it";
    case alarms::AlarmState::raised:
      return "";
  }
  return "";
}

// It was withdrawn during a failed attempt: it must not be tried again.
bool is_withdrawn_since(sql::Transaction& t, const notifications::Delivery& outcome) {
  if (outcome.state != notifications::DeliveryState::waiting) return false;
  const auto all = notifications::delivery_store(t).of({outcome.alarm});
  const auto stored = std::ranges::find(all, outcome.id, &notifications::Delivery::id);
  return stored != all.end() && stored->state == notifications::DeliveryState::failed;
}

}  // namespace

notifications::Deliverer deliverer(const Config& config) {
  notifications::Deliverer::Options options;
  options.http.allow_private = config.allow_private_webhooks;
  options.http.proxy_from_environment = config.proxy_from_environment;
  for (const auto& [name, bound] : config.commands)
    options.commands[name] = notifications::Command{bound.argv, bound.timeout};
  return notifications::Deliverer(std::move(options));
}

Result<void> DeliveryTrial::check(const notifications::Channel& channel) const {
  return deliverer(config_).check(channel);
}

Result<void> DeliveryTrial::send(const notifications::Channel& channel, const std::string& to) const {
  if (config_.quiet) return Error{Code::conflict, std::string(quiet_server)};
  return deliverer(config_).try_out(channel, to, clock_.now());
}

void DispatcherWaker::changed(const monitor::Changes& changes) {
  const bool has_deliveries = std::ranges::any_of(changes, [](const monitor::Change& change) {
    const auto* alarm = std::get_if<monitor::AlarmChanged>(&change);
    return alarm && alarm->has_new_deliveries;
  });
  if (has_deliveries && dispatcher_) dispatcher_->poll();
}

notifications::NotificationContext context_of(const alarms::Alarm& alarm, const monitor::ThingInfo* info,
                                              const std::string& public_url) {
  notifications::NotificationContext context;
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

notifications::NotificationDispatcher::Queue notice_queue(sql::Database& database, About about,
                                                          std::function<void(AlarmId)> told) {
  notifications::NotificationDispatcher::Queue queue;
  queue.due = [&database, about = std::move(about)](Instant now, std::size_t limit) {
    std::vector<notifications::NotificationDispatcher::Job> jobs;
    database.read([&](sql::Transaction& t) {
      for (auto& delivery : notifications::delivery_store(t).due(now, limit)) {
        const auto alarm = alarms::alarm_store(t).get(delivery.alarm);
        jobs.push_back({delivery, notifications::channel_store(t).get(delivery.channel_id),
                        obsolete_reason(alarm), alarm ? std::optional(about(*alarm)) : std::nullopt});
      }
    });
    return jobs;
  };
  queue.put = [&database, told = std::move(told)](const notifications::Delivery& delivery) {
    database.write([&](sql::Transaction& t) {
      if (!is_withdrawn_since(t, delivery)) notifications::delivery_store(t).put(delivery);
    });
    told(delivery.alarm);
  };
  return queue;
}

}  // namespace cunkou::app
