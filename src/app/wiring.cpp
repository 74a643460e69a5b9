#include "app/wiring.hpp"

#include "access/permission.hpp"
#include "app/about_routes.hpp"
#include "core/people/http/account_routes.hpp"
#include "core/people/http/people_routes.hpp"
#include "core/places/http/place_routes.hpp"
#include "core/places/place_path.hpp"
#include "sensing/devices/http/device_routes.hpp"
#include "sensing/devices/refresh_registry.hpp"
#include "sensing/greenhouses/http/greenhouse_routes.hpp"
#include "sensing/ingest/http/import_routes.hpp"
#include "sensing/ingest/http/ingest_routes.hpp"
#include "sensing/monitor/http/monitor_routes.hpp"
#include "sensing/notifications/http/channel_routes.hpp"
#include "sensing/sensorthings/http/sensorthings_routes.hpp"

namespace cunkou::app {
namespace {

monitor::MonitorRouteParts monitor_parts(ServerParts& parts) {
  return {parts.database, parts.greenhouses, parts.monitor_service};
}

}  // namespace

void ChangeReactions::places_changed(std::string_view path) {
  parts_.greenhouses.refresh();
  const auto all = parts_.greenhouses.all();
  for (const auto& [id, info] : *all)
    if (info.scope.place_path.starts_with(path)) parts_.monitor_service.greenhouse_changed(id);
}

void ChangeReactions::household_changed(HouseholdId household) {
  parts_.greenhouses.refresh();
  const auto all = parts_.greenhouses.all();
  for (const auto& [id, info] : *all)
    if (info.household == household) parts_.monitor_service.greenhouse_changed(id);
}

void ChangeReactions::things_changed(const std::vector<ThingId>& things) {
  for (auto thing : things) devices::refresh_registry(parts_.database, parts_.registry, thing);
  if (things.empty()) return;
  parts_.greenhouses.refresh();
  for (auto thing : things)
    if (parts_.greenhouses.find(thing)) parts_.monitor_service.greenhouse_changed(thing);
}

void ChangeReactions::thing_removed(ThingId thing) { parts_.monitor_service.greenhouse_removed(thing); }

std::vector<DeviceId> ChangeReactions::devices() const {
  std::vector<DeviceId> all;
  for (const auto& entry : parts_.registry.devices()) all.push_back(entry->device);
  return all;
}

void ChangeReactions::disconnect_removed(const std::vector<DeviceId>& before) {
  for (auto device : before)
    if (!parts_.registry.by_id(device)) parts_.connections.disconnect(device);
}

std::unordered_map<PlaceId, std::int64_t> ChangeReactions::by_place(const access::Identity& who) const {
  std::unordered_map<PlaceId, std::int64_t> counts;
  const auto all = parts_.greenhouses.all();
  for (const auto& [id, info] : *all) {
    if (!access::may(who, access::Permission::see, info.scope)) continue;
    for (auto place : places::ids_in(info.scope.place_path)) ++counts[place];
  }
  return counts;
}

std::unordered_map<HouseholdId, std::int64_t> ChangeReactions::by_household() const {
  std::unordered_map<HouseholdId, std::int64_t> counts;
  const auto all = parts_.greenhouses.all();
  for (const auto& [id, info] : *all) ++counts[info.household];
  return counts;
}

http::Routes Wiring::account_routes() {
  return people::account_routes({parts_.database, parts_.clock, parts_.sessions, parts_.public_url});
}

http::Routes Wiring::about_routes() {
  return app::about_routes({parts_.clock, parts_.sample, parts_.quiet,
                            [this] { return parts_.mqtt_port ? parts_.mqtt_port() : 0; }});
}

http::Routes Wiring::place_routes() {
  return places::place_routes({parts_.database, parts_.clock, household_paths_, reactions_, reactions_});
}

http::Routes Wiring::people_routes() {
  return people::people_routes({parts_.database, parts_.clock, parts_.sessions, reactions_, reactions_});
}

http::Routes Wiring::greenhouse_routes() {
  return greenhouses::greenhouse_routes({parts_.database, parts_.series, parts_.clock, parts_.registry,
                                         parts_.connections, parts_.greenhouses, parts_.monitor_service});
}

http::Routes Wiring::rule_routes() { return monitor::rule_routes(monitor_parts(parts_)); }
http::Routes Wiring::command_routes() { return monitor::command_routes(monitor_parts(parts_)); }
http::Routes Wiring::alarm_routes() { return monitor::alarm_routes(monitor_parts(parts_)); }
http::Routes Wiring::live_routes() { return monitor::live_routes(monitor_parts(parts_)); }

http::Routes Wiring::channel_routes() {
  return notifications::channel_routes(
      {parts_.database, parts_.clock, parts_.trial, parts_.bound_commands, parts_.blocking_pool});
}

http::Routes Wiring::device_routes() {
  return devices::device_routes(
      {parts_.database, parts_.series, parts_.clock, parts_.registry, parts_.connections, reactions_});
}

http::Routes Wiring::import_routes() {
  return ingest::import_routes({parts_.clock, parts_.registry, parts_.ingest, parts_.pool});
}

http::Routes Wiring::ingest_routes() {
  return ingest::ingest_routes({parts_.database, parts_.clock, parts_.registry, parts_.ingest});
}

http::Routes Wiring::sensorthings_routes() {
  const auto run_long_query = [this](std::function<void()> job) -> Result<void> {
    if (parts_.long_queries) return parts_.long_queries->post(std::move(job));
    job();
    return {};
  };
  return sensorthings::sensorthings_routes({parts_.database, parts_.series, parts_.clock, observations_,
                                            reactions_, parts_.public_url, run_long_query});
}

}  // namespace cunkou::app
