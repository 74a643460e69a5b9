#include "sensing/devices/add_device.hpp"

#include <fmt/format.h>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <algorithm>

#include "base/text.hpp"
#include "sensing/devices/begin_streams.hpp"
#include "sensing/devices/find_device.hpp"
#include "sensing/devices/subject.hpp"
#include "sensing/devices/token.hpp"

namespace cunkou::devices {
namespace {

std::string geometry(places::PlaceStore& places, places::Place place) {
  while (!place.at && place.parent) place = *places.by_id(place.parent);
  if (!place.at) return R"({"type":"Feature","geometry":null,"properties":{}})";
  return fmt::format(R"({{"type":"Point","coordinates":[{},{}]}})", place.at->longitude, place.at->latitude);
}

EntityId add_location(sensorthings::EntityStore& store, places::PlaceStore& places,
                      const places::Place& place) {
  sensorthings::FeatureOfInterest feature;
  feature.name = place.name;
  feature.description = place.name;
  feature.feature_json = geometry(places, place);
  sensorthings::Location location;
  location.name = place.name;
  location.description = place.name;
  location.location_json = feature.feature_json;
  location.feature = store.put(feature);
  return store.put(location);
}

// Offices above the village own weather stations, but nothing that is monitored as one, such as a greenhouse.
Result<void> check_level(const places::Place& place, const Profile& profile, HouseholdId household) {
  const bool in_a_village = place.level >= places::Level::village;
  if (in_a_village || (profile.thing.empty() && !household)) return {};
  return invalid({"大棚和农户的设备要登记在村或组，请选择所在的村",
                  "A greenhouse or a device of a household belongs to a village or group: choose that"});
}

Result<ThingId> add_thing(journal::Act& act, sensorthings::EntityStore& store, places::PlaceStore& places,
                          people::HouseholdStore& households, const Profile& profile,
                          const AddDevice& request) {
  const auto place = places.by_id(request.place);
  if (!place) return places::no_such_place();
  if (request.household) {
    const auto household = households.household(request.household);
    if (!household) return people::no_such_household();
    const auto home = places.by_id(household->place);
    if (!home || !(home->path.starts_with(place->path) || place->path.starts_with(home->path)))
      return conflict({"这一户不在这个地方", "the household is not of this place"});
  }
  sensorthings::Thing thing;
  thing.name = request.name;
  thing.description = request.name;
  thing.kind = profile.thing.empty() ? profile.name : profile.thing;
  thing.place = request.place;
  thing.household = request.household;
  CUNKOU_TRY(check_level(*place, profile, request.household));
  thing.id = store.put(thing);
  store.set_locations(thing.id, {add_location(store, places, *place)}, act.at);
  return thing.id;
}

std::vector<std::string> first_streams(const Profile& profile) {
  std::vector<std::string> names;
  for (const auto& quantity : profile.quantities) {
    if (!quantity.reported) names.push_back(quantity.name);
  }
  return names;
}

}  // namespace

Result<NewDevice> add_device(journal::Act& act, sensorthings::EntityStore& store, DeviceStore& devices,
                             places::PlaceStore& places, people::HouseholdStore& households,
                             const Profile& profile, const AddDevice& request) {
  CUNKOU_TRY_VALUE(name, parse_name(request.name));
  AddDevice plain = request;
  plain.name = name;
  if (request.thing) {
    const auto thing = store.thing(request.thing);
    if (!thing) return no_such_thing();
    plain.place = thing->place;
  }
  const auto namesakes = devices.devices_named(name);
  if (std::ranges::any_of(namesakes, [&](const Device& d) { return d.place == plain.place; }))
    return conflict(
        {"这个地方已有同名的设备，请换一个名称", "a device of this place has that name: choose another"});
  auto thing = request.thing ? Result<ThingId>(request.thing)
                             : add_thing(act, store, places, households, profile, plain);
  if (!thing) return thing.error();

  NewDevice added;
  added.token = new_token();
  added.device.name = name;
  added.device.profile = profile.name;
  added.device.thing = *thing;
  added.device.token_hash = token_hash(added.token);
  added.device.created = act.at;
  added.device.id = devices.put(added.device);
  added.device = *devices.device(added.device.id);
  const auto names = first_streams(profile);
  CUNKOU_TRY_VALUE(begun, begin_streams(act, store, devices, profile, added.device.id, names, names.size()));
  added.streams = std::move(begun);
  act.record("add_device", subject(added.device.id),
             boost::json::serialize(
                 boost::json::value{{"name", name}, {"profile", profile.name}, {"thing", thing->value}}));
  return added;
}

}  // namespace cunkou::devices
