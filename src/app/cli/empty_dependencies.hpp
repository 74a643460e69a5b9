#pragma once
// Empty in-memory dependencies, to make the manifests without a server.

#include "app/capabilities.hpp"
#include "app/spdlog_log.hpp"
#include "app/system_clock.hpp"
#include "app/wiring/mqtt_connections.hpp"
#include "core/people/sessions.hpp"
#include "platform/async/worker_pool.hpp"
#include "platform/sql/database.hpp"
#include "sensing/devices/registry.hpp"
#include "sensing/greenhouses/greenhouse_kind.hpp"
#include "sensing/ingest/ingest.hpp"
#include "sensing/monitor/service/monitor_service.hpp"
#include "sensing/notifications/dispatch/delivery_trial.hpp"
#include "sensing/series/sql/series_sql.hpp"
#include "sensing/series/store.hpp"

namespace cunkou::app {

// The routes are only listed, never called.
struct EmptyDependencies final : people::SessionRecords {
  std::optional<people::KnownSession> find(const std::string&) override { return {}; }
  void put_last_seen(SessionId, Instant) override {}

  SystemClock clock;
  sql::Database database{":memory:"};
  std::unique_ptr<series::ChunkStore> chunks = series::open_series(":memory:");
  series::Store series{*chunks, clock, {}};
  devices::Registry registry{{}};
  people::Sessions sessions{*this, clock};
  http::LiveUpdates live_updates;
  async::WorkerPool pool{1, 1};
  greenhouses::GreenhouseDirectory greenhouses{database, registry};
  std::unique_ptr<mqtt::Server> mqtt;  // none
  std::vector<agronomy::Crop> crops;
  rules::RuleSet rules;
  notifications::EscalationPolicy escalation;
  greenhouses::GreenhouseSettings greenhouse_settings{database};
  greenhouses::GreenhouseAdvisor greenhouse_advisor{crops};
  monitor::ThingKinds kinds{
      {greenhouses::greenhouse_kind(greenhouses, greenhouse_settings, greenhouse_advisor)}};
  monitor::NoDeviceLink device_link;
  monitor::MonitorService monitor_service{monitor::MonitorDefinitions{registry.profiles(), rules, escalation},
                                          {database, series, kinds, device_link, clock}};
  ingest::Ingest ingest{series, {}};
  MqttConnections connections{mqtt, registry};
  notifications::DeliveryTrial trial{{}, clock, true};
  SpdlogLog log;
  capability::Platform platform{database, clock, pool, live_updates, log};
  Wiring wiring{
      platform,
      {series, sessions, registry, ingest, greenhouses, crops, kinds, monitor_service, connections, trial}};
};

}  // namespace cunkou::app
