#include "sensing/greenhouses/greenhouse_directory.hpp"

#include <algorithm>

#include "access/permission.hpp"
#include "base/by_id.hpp"
#include "core/people/people_store.hpp"
#include "core/places/place_store.hpp"
#include "platform/sql/database.hpp"
#include "sensing/devices/device_store.hpp"
#include "sensing/greenhouses/greenhouse.hpp"
#include "sensing/sensorthings/entity_store.hpp"

namespace cunkou::greenhouses {
namespace {

using monitor::ThingInfo;
using monitor::ThingStream;

ThingStream stream_of(const sensorthings::Datastream& d, const devices::Profile* profile) {
  ThingStream out;
  out.id = d.id;
  out.quantity = d.quantity.empty() ? d.stream : d.quantity;
  out.unit = d.unit;
  out.ended = !d.device && !d.stream.empty();
  if (const auto* quantity = profile ? profile->quantity(out.quantity) : nullptr) {
    out.interval = quantity->interval;
    out.reported = quantity->reported;
  }
  return out;
}

// The parts of the Things of a directory, in one read of each table.
class Reader {
 public:
  Reader(sql::Transaction& t, const devices::Registry& registry,
         const std::vector<sensorthings::Thing>& things)
      : registry_(registry) {
    std::vector<ThingId> thing_ids;
    std::vector<PlaceId> place_ids;
    std::vector<HouseholdId> household_ids;
    for (const auto& thing : things) {
      thing_ids.push_back(thing.id);
      place_ids.push_back(thing.place);
      household_ids.push_back(thing.household);
    }
    places_ = by_id(places::place_store(t).by_ids(place_ids));
    households_ = by_id(people::people_store(t).households(household_ids));
    for (auto& device : devices::device_store(t).devices())
      devices_[device.thing].push_back(std::move(device));
    for (auto& datastream : sensorthings::entity_store(t).datastreams_of(thing_ids))
      datastreams_[datastream.thing].push_back(std::move(datastream));
  }

  ThingInfo info_of(const sensorthings::Thing& thing) const {
    ThingInfo info;
    info.id = thing.id;
    info.name = thing.name;
    info.place = thing.place;
    info.household = thing.household;
    info.scope.household = thing.household;
    if (const auto* place = find_in(places_, thing.place)) {
      info.scope.place_path = place->path;
      info.place_code = place->code;
      info.place_name = place->name;
    }
    if (const auto* household = find_in(households_, thing.household)) info.household_name = household->name;
    if (const auto* devices = find_in(devices_, thing.id))
      for (const auto& device : *devices) add_device(info, device);
    if (!info.profile) info.profile = registry_.profile(thing.kind);
    if (const auto* datastreams = find_in(datastreams_, thing.id))
      for (const auto& datastream : *datastreams) info.streams.push_back(stream_of(datastream, info.profile));
    std::stable_partition(info.streams.begin(), info.streams.end(),
                          [](const ThingStream& s) { return !s.ended; });
    return info;
  }

 private:
  void add_device(ThingInfo& info, const devices::Device& device) const {
    info.devices.push_back(device.id);
    const auto* profile = registry_.profile(device.profile);
    info.profiles.push_back(profile);
    const bool moves = profile && !profile->actuators.empty();
    if (!info.profile || (info.profile->actuators.empty() && moves)) info.profile = profile;
  }

  const devices::Registry& registry_;
  std::unordered_map<PlaceId, places::Place> places_;
  std::unordered_map<HouseholdId, people::Household> households_;
  std::unordered_map<ThingId, std::vector<devices::Device>> devices_;
  std::unordered_map<ThingId, std::vector<sensorthings::Datastream>> datastreams_;
};

// Path of the place with that code; "" without a code, and a path that nothing is under for an unknown one.
std::string path_of(sql::Database& database, const std::optional<std::string>& code) {
  if (!code || code->empty()) return "";
  return database.read([&](sql::Transaction& t) {
    const auto place = places::place_store(t).by_code(*code);
    return place ? place->path : std::string("none");
  });
}

}  // namespace

GreenhouseDirectory::GreenhouseDirectory(sql::Database& database, const devices::Registry& registry)
    : database_(database), registry_(registry) {}

void GreenhouseDirectory::refresh() {
  const MutexLock one_at_a_time(refreshing_);
  auto fresh = database_.read([&](sql::Transaction& t) {
    auto found = std::make_shared<Entries>();
    sensorthings::Viewer everybody;
    everybody.everything = true;
    const auto things = sensorthings::entity_store(t).things(everybody, thing_kind);
    const Reader reader(t, registry_, things);
    for (const auto& thing : things) found->emplace(thing.id, reader.info_of(thing));
    return found;
  });
  const MutexLock lock(mutex_);
  entries_ = std::move(fresh);
}

std::shared_ptr<const GreenhouseDirectory::Entries> GreenhouseDirectory::entries() const {
  const MutexLock lock(mutex_);
  return entries_;
}

std::shared_ptr<const ThingInfo> GreenhouseDirectory::find(ThingId id) const {
  auto snapshot = entries();
  const auto found = snapshot->find(id);
  if (found == snapshot->end()) return nullptr;
  return {snapshot, &found->second};
}

std::vector<std::shared_ptr<const ThingInfo>> GreenhouseDirectory::all() const {
  const auto snapshot = entries();
  std::vector<std::shared_ptr<const ThingInfo>> out;
  for (const auto& [id, info] : *snapshot) out.emplace_back(snapshot, &info);
  return out;
}

Error GreenhouseDirectory::no_such_thing() const {
  return not_found({"没有这个大棚", "there is no such greenhouse"});
}

std::vector<std::shared_ptr<const ThingInfo>> GreenhouseDirectory::visible_to(
    const access::Identity& who, const std::optional<std::string>& place_code) const {
  const auto snapshot = entries();
  const auto path = path_of(database_, place_code);
  std::vector<std::shared_ptr<const ThingInfo>> out;
  for (const auto& [id, info] : *snapshot) {
    if (!access::may(who, access::Permission::see, info.scope)) continue;
    if (!info.scope.place_path.starts_with(path)) continue;
    out.emplace_back(snapshot, &info);
  }
  std::ranges::sort(out, {}, [](const auto& info) { return info->id; });
  return out;
}

}  // namespace cunkou::greenhouses
