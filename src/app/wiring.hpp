#pragma once
// The one place where capabilities react to one another: each gets the parts that it needs, and what one
// changes reaches the others through named listeners.

#include <functional>
#include <string>
#include <vector>

#include "core/people/household_listener.hpp"
#include "core/people/household_paths.hpp"
#include "core/people/sessions.hpp"
#include "core/places/greenhouse_counts.hpp"
#include "core/places/places_listener.hpp"
#include "platform/async/concurrency_limiter.hpp"
#include "platform/async/worker_pool.hpp"
#include "platform/http/route.hpp"
#include "platform/sql/database.hpp"
#include "sensing/devices/device_connections.hpp"
#include "sensing/greenhouses/greenhouse_directory.hpp"
#include "sensing/ingest/ingest.hpp"
#include "sensing/ingest/ingest_observations.hpp"
#include "sensing/monitor/service/monitor_service.hpp"
#include "sensing/notifications/channel_trial.hpp"
#include "sensing/sensorthings/thing_listener.hpp"

namespace cunkou::app {

// What a server is made of, for its routes. All of it outlives them and is thread-safe.
struct ServerParts {
  sql::Database& database;
  series::Store& series;
  const Clock& clock;
  people::Sessions& sessions;
  devices::Registry& registry;
  ingest::Ingest& ingest;
  greenhouses::GreenhouseDirectory& greenhouses;
  monitor::MonitorService& monitor_service;
  async::WorkerPool& pool;  // for long work: imports
  devices::DeviceConnections& connections;
  const notifications::ChannelTrial& trial;
  std::vector<std::string> bound_commands = {};  // names of the commands that the operator bound
  std::string public_url = {};                   // as people reach the server; empty: as the request came
  bool sample = false;                           // the sample county: pages say so
  bool quiet = false;                            // nothing is sent to anybody: pages say so
  async::WorkerPool* blocking_pool = nullptr;    // for what waits for somebody else's server; none: at once
  async::ConcurrencyLimiter* long_queries = nullptr;  // for what may read millions of readings; none: at once
  std::function<unsigned short()> mqtt_port = nullptr;  // where devices connect; 0: nowhere yet
};

// Renews what is in memory after a change in the state database: devices, greenhouses, and what the monitor
// knows of them. Thread-safe.
class ChangeReactions final : public places::PlacesListener,
                              public people::HouseholdListener,
                              public sensorthings::ThingListener,
                              public places::GreenhouseCounts {
 public:
  explicit ChangeReactions(ServerParts& parts) : parts_(parts) {}

  void places_changed(std::string_view path) override;
  void household_changed(HouseholdId) override;
  void things_changed(const std::vector<ThingId>&) override;
  void thing_removed(ThingId) override;
  std::vector<DeviceId> devices() const override;
  void disconnect_removed(const std::vector<DeviceId>& before) override;

  std::unordered_map<PlaceId, std::int64_t> by_place(const access::Identity&) const override;
  std::unordered_map<HouseholdId, std::int64_t> by_household() const override;

 private:
  ServerParts& parts_;
};

// The routes of each capability over one set of parts, which outlives them.
class Wiring {
 public:
  explicit Wiring(ServerParts& parts)
      : parts_(parts), reactions_(parts), observations_(parts.ingest, parts.registry, parts.clock) {}

  http::Routes account_routes();
  http::Routes about_routes();
  http::Routes place_routes();
  http::Routes people_routes();
  http::Routes greenhouse_routes();
  http::Routes rule_routes();
  http::Routes command_routes();
  http::Routes alarm_routes();
  http::Routes channel_routes();
  http::Routes live_routes();
  http::Routes device_routes();
  http::Routes import_routes();
  http::Routes ingest_routes();
  http::Routes sensorthings_routes();

 private:
  ServerParts& parts_;
  ChangeReactions reactions_;
  people::HouseholdPaths household_paths_;
  ingest::IngestObservations observations_;
};

}  // namespace cunkou::app
