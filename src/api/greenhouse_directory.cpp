#include "api/greenhouse_directory.hpp"

#include <algorithm>

#include "core/people/people_store.hpp"
#include "core/places/place_store.hpp"
#include "sensing/devices/device_store.hpp"
#include "sensing/sensorthings/entity_store.hpp"

namespace cunkou::api {
namespace {

GreenhouseStream stream_of(const sensorthings::Datastream& d, const devices::Profile* profile) {
  GreenhouseStream out;
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

class Reader {
 public:
  Reader(sql::Transaction& t, const devices::Registry& registry) : transaction_(t), registry_(registry) {}

  GreenhouseInfo read(const sensorthings::Thing& thing) {
    GreenhouseInfo info;
    info.id = thing.id;
    info.name = thing.name;
    info.place = thing.place;
    info.household = thing.household;
    info.scope = sensorthings::entity_store(transaction_).scope(thing.id);
    if (const auto* place = place_of(thing.place))
      info.place_code = place->code, info.place_name = place->name;
    if (thing.household)
      if (const auto household = people::people_store(transaction_).household(thing.household))
        info.household_name = household->name;
    for (const auto& device : devices::device_store(transaction_).devices_of(thing.id)) {
      info.devices.push_back(device.id);
      const auto* kind = registry_.profile(device.profile);
      info.kinds.push_back(kind);
      const bool moves = kind && !kind->actuators.empty();
      if (!info.profile || (info.profile->actuators.empty() && moves)) info.profile = kind;
    }
    if (!info.profile) info.profile = registry_.profile(thing.kind);
    for (const auto& datastream : sensorthings::entity_store(transaction_).datastreams_of(thing.id))
      info.streams.push_back(stream_of(datastream, info.profile));
    std::ranges::stable_partition(info.streams, [](const GreenhouseStream& s) { return !s.ended; });
    return info;
  }

 private:
  const places::Place* place_of(PlaceId id) {
    auto [at, added] = places_.try_emplace(id);
    if (added) at->second = places::place_store(transaction_).by_id(id);
    return at->second ? &*at->second : nullptr;
  }
  sql::Transaction& transaction_;
  const devices::Registry& registry_;
  std::unordered_map<PlaceId, std::optional<places::Place>> places_;
};

}  // namespace

const GreenhouseStream* GreenhouseInfo::stream(std::string_view quantity) const {
  for (const auto& s : streams)
    if (s.quantity == quantity) return &s;
  return nullptr;
}

std::vector<DeviceId> GreenhouseInfo::moving(std::string_view actuator) const {
  std::vector<DeviceId> out;
  for (std::size_t i = 0; i < devices.size(); ++i)
    if (kinds[i] && kinds[i]->actuator(actuator)) out.push_back(devices[i]);
  return out;
}

GreenhouseDirectory::GreenhouseDirectory(sql::Database& database, const devices::Registry& registry)
    : database_(database), registry_(registry) {
  refresh();
}

void GreenhouseDirectory::refresh() {
  const std::lock_guard one_at_a_time(refreshing_);
  auto entries = std::make_shared<Entries>();
  database_.read([&](sql::Transaction& t) {
    Reader reader(t, registry_);
    sensorthings::Viewer everybody;
    everybody.everything = true;
    for (const auto& thing : sensorthings::entity_store(t).things(everybody, "greenhouse"))
      entries->emplace(thing.id, reader.read(thing));
  });
  const std::lock_guard lock(mutex_);
  entries_ = std::move(entries);
}

std::shared_ptr<const GreenhouseDirectory::Entries> GreenhouseDirectory::all() const {
  const std::lock_guard lock(mutex_);
  return entries_;
}

std::shared_ptr<const GreenhouseInfo> GreenhouseDirectory::find(ThingId id) const {
  auto entries = all();
  const auto found = entries->find(id);
  if (found == entries->end()) return nullptr;
  return {entries, &found->second};
}

}  // namespace cunkou::api
