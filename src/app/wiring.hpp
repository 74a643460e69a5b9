#pragma once
// The one place where capabilities react to one another: a change in one reaches the others through named
// listeners.

#include <string>
#include <vector>

#include "core/people/household_listener.hpp"
#include "core/people/sessions.hpp"
#include "core/people/sql/people_place_user.hpp"
#include "core/people/sql/stored_household_paths.hpp"
#include "core/places/greenhouse_counts.hpp"
#include "core/places/place_user.hpp"
#include "core/places/places_listener.hpp"
#include "platform/capability/platform.hpp"
#include "platform/sql/database.hpp"
#include "sensing/devices/device_connections.hpp"
#include "sensing/greenhouses/greenhouse_directory.hpp"
#include "sensing/ingest/ingest.hpp"
#include "sensing/ingest/ingest_observations.hpp"
#include "sensing/monitor/service/monitor_service.hpp"
#include "sensing/notifications/channel_trial.hpp"
#include "sensing/notifications/dispatch/notification_dispatcher.hpp"
#include "sensing/notifications/sql/channel_place_user.hpp"
#include "sensing/sensorthings/sql/thing_place_user.hpp"
#include "sensing/sensorthings/thing_listener.hpp"

namespace cunkou::app {

// Objects of one capability that others use, as the program makes them in their order. Each outlives the
// routes and is thread-safe.
struct Services {
  series::Store& series;
  people::Sessions& sessions;
  devices::Registry& registry;
  ingest::Ingest& ingest;
  greenhouses::GreenhouseDirectory& greenhouses;
  monitor::MonitorService& monitor;
  devices::DeviceConnections& connections;
  const notifications::ChannelTrial& trial;
  std::vector<std::string> bound_commands = {};                 // of the operator, by name
  notifications::NotificationDispatcher* dispatcher = nullptr;  // none: the server is quiet
};

// Renews what is in memory after a change in the state database: devices, greenhouses, and what the monitor
// knows of them. Thread-safe.
class ChangeReactions final : public places::PlacesListener,
                              public people::HouseholdListener,
                              public sensorthings::ThingListener,
                              public places::GreenhouseCounts {
 public:
  ChangeReactions(sql::Database& database, const Services& services)
      : database_(database), services_(services) {}

  void places_changed(std::string_view path) override;
  void household_changed(HouseholdId) override;
  void things_changed(const std::vector<ThingId>&) override;
  void thing_removed(ThingId) override;
  std::vector<DeviceId> devices() const override;
  void disconnect_removed(const std::vector<DeviceId>& before) override;

  std::unordered_map<PlaceId, std::int64_t> by_place(const access::Identity&) const override;
  std::unordered_map<HouseholdId, std::int64_t> by_household() const override;

 private:
  sql::Database& database_;
  const Services& services_;
};

// The services, and the listeners that connect them.
struct Wiring {
  Wiring(const capability::Platform& platform, Services all)
      : services(std::move(all)),
        reactions(platform.database, services),
        observations(services.ingest, services.registry, platform.clock) {}
  Wiring(const Wiring&) = delete;
  Wiring& operator=(const Wiring&) = delete;

  Services services;
  ChangeReactions reactions;
  people::StoredHouseholdPaths household_paths;
  people::PeoplePlaceUser people_place_user;
  sensorthings::ThingPlaceUser thing_place_user;
  notifications::ChannelPlaceUser channel_place_user;
  const places::PlaceUsers place_users{&people_place_user, &thing_place_user, &channel_place_user};
  ingest::IngestObservations observations;
};

}  // namespace cunkou::app
