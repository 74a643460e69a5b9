#include "sensing/greenhouses/greenhouse_directory.hpp"

#include <algorithm>

#include "access/permission.hpp"
#include "core/people/people_store.hpp"
#include "core/places/place_store.hpp"
#include "platform/sql/database.hpp"
#include "sensing/devices/device_store.hpp"
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

class Reader {
 public:
  Reader(sql::Transaction& t, const devices::Registry& registry) : transaction_(t), registry_(registry) {}

  ThingInfo read(const sensorthings::Thing& thing) {
    ThingInfo info;
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
    std::stable_partition(info.streams.begin(), info.streams.end(),
                          [](const ThingStream& s) { return !s.ended; });
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
  auto entries = std::make_shared<Entries>();
  database_.read([&](sql::Transaction& t) {
    Reader reader(t, registry_);
    sensorthings::Viewer everybody;
    everybody.everything = true;
    for (const auto& thing : sensorthings::entity_store(t).things(everybody, "greenhouse"))
      entries->emplace(thing.id, reader.read(thing));
  });
  const MutexLock lock(mutex_);
  entries_ = std::move(entries);
}

std::shared_ptr<const GreenhouseDirectory::Entries> GreenhouseDirectory::all() const {
  const MutexLock lock(mutex_);
  return entries_;
}

std::vector<std::shared_ptr<const ThingInfo>> GreenhouseDirectory::visible_to(
    const access::Identity& who, const std::optional<std::string>& place_code) const {
  const auto entries = all();
  const auto path = path_of(database_, place_code);
  std::vector<std::shared_ptr<const ThingInfo>> out;
  for (const auto& [id, info] : *entries) {
    if (!access::may(who, access::Permission::see, info.scope)) continue;
    if (!info.scope.place_path.starts_with(path)) continue;
    out.emplace_back(entries, &info);
  }
  std::ranges::sort(out, {}, [](const auto& info) { return info->id; });
  return out;
}

}  // namespace cunkou::greenhouses
