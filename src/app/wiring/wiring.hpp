#pragma once
// The objects of capabilities that others use, and the listeners that the manifests get. This folder is the
// one place where capabilities react to one another: a change in one reaches the others through a named
// listener that is implemented here. program.cpp makes the objects in their order.

#include <string>
#include <vector>

#include "app/wiring/change_reactions.hpp"
#include "app/wiring/registered_devices.hpp"
#include "app/wiring/registered_kinds.hpp"
#include "core/people/sessions.hpp"
#include "core/people/sql/people_place_user.hpp"
#include "core/people/sql/stored_household_paths.hpp"
#include "core/places/place_user.hpp"
#include "platform/capability/platform.hpp"
#include "sensing/devices/device_connections.hpp"
#include "sensing/greenhouses/greenhouse_directory.hpp"
#include "sensing/ingest/ingest.hpp"
#include "sensing/ingest/ingest_observations.hpp"
#include "sensing/monitor/service/monitor_service.hpp"
#include "sensing/notifications/channel_trial.hpp"
#include "sensing/notifications/dispatch/notification_dispatcher.hpp"
#include "sensing/notifications/sql/channel_place_user.hpp"
#include "sensing/sensorthings/sql/thing_place_user.hpp"

namespace cunkou::app {

// Objects of one capability that others use, as the program makes them in their order. Each outlives the
// routes and is thread-safe.
struct Services {
  series::Store& series;
  people::Sessions& sessions;
  devices::Registry& registry;
  ingest::Ingest& ingest;
  greenhouses::GreenhouseDirectory& greenhouses;
  const std::vector<agronomy::Crop>& crops;
  monitor::ThingKinds& kinds;
  monitor::MonitorService& monitor;
  devices::DeviceConnections& connections;
  const notifications::ChannelTrial& trial;
  std::vector<std::string> operator_programs = {};              // of the operator, by name
  notifications::NotificationDispatcher* dispatcher = nullptr;  // none: the server is quiet
};

// The services, and the listeners that connect them.
struct Wiring {
  Wiring(const capability::Platform& platform, Services all)
      : services(std::move(all)),
        reactions({platform.database, services.registry, services.kinds, services.monitor}),
        devices(services.registry, services.connections),
        monitored(services.kinds),
        observations(services.ingest, services.registry, platform.clock) {}
  Wiring(const Wiring&) = delete;
  Wiring& operator=(const Wiring&) = delete;

  Services services;
  ChangeReactions reactions;
  RegisteredDevices devices;
  RegisteredKinds monitored;
  people::StoredHouseholdPaths household_paths;
  people::PeoplePlaceUser people_place_user;
  sensorthings::ThingPlaceUser thing_place_user;
  notifications::ChannelPlaceUser channel_place_user;
  const places::PlaceUsers place_users{&people_place_user, &thing_place_user, &channel_place_user};
  ingest::IngestObservations observations;
};

}  // namespace cunkou::app
