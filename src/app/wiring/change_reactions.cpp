#include "app/wiring/change_reactions.hpp"

#include "access/permission.hpp"
#include "core/places/place_path.hpp"
#include "sensing/devices/refresh_registry.hpp"

namespace cunkou::app {

void ChangeReactions::places_changed(std::string_view path) {
  parts_.things.refresh();
  for (const auto& info : parts_.things.all())
    if (info->scope.place_path.starts_with(path)) parts_.monitor.thing_changed(info->id);
}

void ChangeReactions::household_changed(HouseholdId household) {
  parts_.things.refresh();
  for (const auto& info : parts_.things.all())
    if (info->household == household) parts_.monitor.thing_changed(info->id);
}

void ChangeReactions::things_changed(const std::vector<ThingId>& things) {
  for (auto thing : things) devices::refresh_registry(parts_.database, parts_.registry, thing);
  if (things.empty()) return;
  parts_.things.refresh();
  for (auto thing : things)
    if (parts_.things.find(thing)) parts_.monitor.thing_changed(thing);
}

void ChangeReactions::thing_removed(ThingId thing) {
  parts_.monitor.thing_removed(thing);
  parts_.things.refresh();
}

std::unordered_map<PlaceId, std::int64_t> ChangeReactions::by_place(const access::Identity& who) const {
  std::unordered_map<PlaceId, std::int64_t> counts;
  for (const auto& info : parts_.things.all()) {
    if (!access::may(who, access::Permission::see, info->scope)) continue;
    for (auto place : places::ids_in(info->scope.place_path)) ++counts[place];
  }
  return counts;
}

std::unordered_map<HouseholdId, std::int64_t> ChangeReactions::by_household() const {
  std::unordered_map<HouseholdId, std::int64_t> counts;
  for (const auto& info : parts_.things.all()) ++counts[info->household];
  return counts;
}

}  // namespace cunkou::app
