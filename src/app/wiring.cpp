#include "app/wiring.hpp"

#include "access/permission.hpp"
#include "core/places/place_path.hpp"
#include "sensing/devices/refresh_registry.hpp"

namespace cunkou::app {

void ChangeReactions::places_changed(std::string_view path) {
  services_.greenhouses.refresh();
  const auto all = services_.greenhouses.all();
  for (const auto& [id, info] : *all)
    if (info.scope.place_path.starts_with(path)) services_.monitor.thing_changed(id);
}

void ChangeReactions::household_changed(HouseholdId household) {
  services_.greenhouses.refresh();
  const auto all = services_.greenhouses.all();
  for (const auto& [id, info] : *all)
    if (info.household == household) services_.monitor.thing_changed(id);
}

void ChangeReactions::things_changed(const std::vector<ThingId>& things) {
  for (auto thing : things) devices::refresh_registry(database_, services_.registry, thing);
  if (things.empty()) return;
  services_.greenhouses.refresh();
  for (auto thing : things)
    if (services_.greenhouses.find(thing)) services_.monitor.thing_changed(thing);
}

void ChangeReactions::thing_removed(ThingId thing) { services_.monitor.thing_removed(thing); }

std::vector<DeviceId> ChangeReactions::devices() const {
  std::vector<DeviceId> all;
  for (const auto& entry : services_.registry.devices()) all.push_back(entry->device);
  return all;
}

void ChangeReactions::disconnect_removed(const std::vector<DeviceId>& before) {
  for (auto device : before)
    if (!services_.registry.by_id(device)) services_.connections.disconnect(device);
}

std::unordered_map<PlaceId, std::int64_t> ChangeReactions::by_place(const access::Identity& who) const {
  std::unordered_map<PlaceId, std::int64_t> counts;
  const auto all = services_.greenhouses.all();
  for (const auto& [id, info] : *all) {
    if (!access::may(who, access::Permission::see, info.scope)) continue;
    for (auto place : places::ids_in(info.scope.place_path)) ++counts[place];
  }
  return counts;
}

std::unordered_map<HouseholdId, std::int64_t> ChangeReactions::by_household() const {
  std::unordered_map<HouseholdId, std::int64_t> counts;
  const auto all = services_.greenhouses.all();
  for (const auto& [id, info] : *all) ++counts[info.household];
  return counts;
}

}  // namespace cunkou::app
