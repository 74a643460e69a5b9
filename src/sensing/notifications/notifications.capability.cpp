#include "sensing/notifications/notifications.capability.hpp"

#include "sensing/notifications/channel.hpp"
#include "sensing/notifications/delivery.hpp"
#include "sensing/notifications/delivery_store.hpp"
#include "sensing/notifications/dispatch/delivery_trial.hpp"
#include "sensing/notifications/dispatch/notification_dispatcher.hpp"
#include "sensing/notifications/http/channel_routes.hpp"

namespace cunkou::notifications {
namespace {

void dispatch_due(sql::Database& database, NotificationDispatcher* dispatcher) {
  if (dispatcher) return dispatcher->poll();
  database.write([](sql::Transaction& t) { delivery_store(t).withdraw_all(quiet_server); });
}

std::vector<capability::Metric> metrics(sql::Database& database) {
  DeliveryStore::Backlog backlog;
  database.read([&](sql::Transaction& t) { backlog = delivery_store(t).backlog(); });
  return {capability::gauge("cunkou_notifications_waiting", "Notifications that wait for their channel",
                            static_cast<double>(backlog.waiting)),
          capability::gauge("cunkou_notifications_retrying",
                            "Waiting notifications with a failed attempt: check the gateway",
                            static_cast<double>(backlog.retrying))};
}

}  // namespace

capability::Manifest manifest(const capability::Platform& platform, const Parts& parts) {
  auto& database = platform.database;
  return {
      .name = "notifications",
      .routes = channel_routes(
          {database, platform.clock, parts.trial, parts.operator_programs, platform.blocking_pool}),
      .timers = {{.every = seconds(5),
                  .run = [&database, dispatcher = parts.dispatcher] { dispatch_due(database, dispatcher); },
                  .at_start = true}},
      .metrics = [&database] { return metrics(database); },
      .word_columns = {{"channels", "kind", "id", sql::parses<parse_channel_kind>},
                       {"channels", "min_severity", "id", sql::parses<rules::parse_severity>},
                       {"channels", "escalation_step", "id", is_escalation_step},
                       {"deliveries", "kind", "id", sql::parses<parse_notice_kind>},
                       {"deliveries", "state", "id", sql::parses<parse_delivery_state>}}};
}

}  // namespace cunkou::notifications
