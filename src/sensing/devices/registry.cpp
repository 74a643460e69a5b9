#include "sensing/devices/registry.hpp"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "base/mutex.hpp"
#include "sensing/devices/token.hpp"

namespace cunkou::devices {

struct Registry::Impl {
  std::vector<Profile> profiles;
  mutable SharedMutex mutex;
  std::unordered_map<DeviceId, Entry> by_id CUNKOU_GUARDED_BY(mutex);
  // Streams without a device.
  std::unordered_map<ThingId, Entry> by_thing CUNKOU_GUARDED_BY(mutex);
  std::unordered_map<std::string, Entry> by_token CUNKOU_GUARDED_BY(mutex);
  std::unordered_map<StreamId, Entry> by_stream CUNKOU_GUARDED_BY(mutex);
  bool loaded CUNKOU_GUARDED_BY(mutex) = false;

  const Profile* profile(std::string_view wanted) const {
    auto found = std::ranges::find(profiles, wanted, &Profile::name);
    return found == profiles.end() ? nullptr : &*found;
  }

  bool is_known(const Device& device) const CUNKOU_REQUIRES(mutex) {
    auto found = by_id.find(device.id);
    return found != by_id.end() && found->second->token_hash == device.token_hash &&
           found->second->name == device.name && found->second->thing == device.thing;
  }

  Entry make_entry(sensorthings::EntityStore& store, DeviceStore& devices, const Device& device) const
      CUNKOU_REQUIRES(mutex) {
    auto known = by_id.find(device.id);
    auto stats = known != by_id.end()
                     ? known->second->stats
                     : std::make_shared<IngestStats>(devices.counts(device.id), devices.refusals(device.id));
    return std::make_shared<DeviceEntry>(device, store.scope(device.thing), profile(device.profile),
                                         store.datastreams_of(device.id), std::move(stats));
  }

  Entry make_own_entry(sensorthings::EntityStore& store, ThingId thing) const {
    std::vector<sensorthings::Datastream> own;
    for (auto& datastream : store.datastreams_of(thing)) {
      if (!datastream.device) own.push_back(std::move(datastream));
    }
    if (own.empty()) return nullptr;
    Device no_device;
    no_device.thing = thing;
    return std::make_shared<DeviceEntry>(no_device, store.scope(thing), nullptr, own,
                                         std::make_shared<IngestStats>());
  }

  void drop(const Entry& entry) CUNKOU_REQUIRES(mutex) {
    for (const auto& stream : entry->streams) by_stream.erase(stream.id);
    if (!entry->token_hash.empty()) by_token.erase(entry->token_hash);
  }

  void index(const Entry& entry) CUNKOU_REQUIRES(mutex) {
    for (const auto& stream : entry->streams) by_stream[stream.id] = entry;
    if (!entry->token_hash.empty()) by_token[entry->token_hash] = entry;
  }

  template <class Key>
  void replace(std::unordered_map<Key, Entry>& entries, Key key, Entry fresh) CUNKOU_REQUIRES(mutex) {
    if (auto old = entries.find(key); old != entries.end()) {
      drop(old->second);
      entries.erase(old);
    }
    if (!fresh) return;
    index(fresh);
    entries.emplace(key, std::move(fresh));
  }

  void renew(sensorthings::EntityStore& store, DeviceStore& devices, DeviceId id) CUNKOU_REQUIRES(mutex) {
    auto device = devices.device(id);
    replace(by_id, id, device ? make_entry(store, devices, *device) : nullptr);
  }
};

Registry::Registry(std::vector<Profile> profiles) : impl_(std::make_unique<Impl>()) {
  impl_->profiles = std::move(profiles);
}
Registry::~Registry() = default;

const std::vector<Profile>& Registry::profiles() const { return impl_->profiles; }
const Profile* Registry::profile(std::string_view profile_name) const { return impl_->profile(profile_name); }

void Registry::load(sensorthings::EntityStore& store, DeviceStore& devices) {
  WriteLock lock(impl_->mutex);
  std::unordered_set<DeviceId> there;
  for (const auto& device : devices.devices()) {
    there.insert(device.id);
    if (!impl_->is_known(device))
      impl_->replace(impl_->by_id, device.id, impl_->make_entry(store, devices, device));
  }
  std::vector<DeviceId> removed;
  for (const auto& [id, entry] : impl_->by_id) {
    if (!there.contains(id)) removed.push_back(id);
  }
  for (auto id : removed) impl_->replace(impl_->by_id, id, nullptr);
  if (std::exchange(impl_->loaded, true)) return;
  sensorthings::Viewer viewer;
  viewer.everything = true;
  for (const auto& thing : store.things(viewer, "")) {
    impl_->replace(impl_->by_thing, thing.id, impl_->make_own_entry(store, thing.id));
  }
}

void Registry::refresh(sensorthings::EntityStore& store, DeviceStore& devices, DeviceId id) {
  WriteLock lock(impl_->mutex);
  impl_->renew(store, devices, id);
}

void Registry::refresh(sensorthings::EntityStore& store, DeviceStore& devices, ThingId thing) {
  WriteLock lock(impl_->mutex);
  std::vector<DeviceId> ids;
  for (const auto& [id, entry] : impl_->by_id) {
    if (entry->thing == thing) ids.push_back(id);
  }
  for (const auto& device : devices.devices_of(thing)) ids.push_back(device.id);
  for (auto id : ids) impl_->renew(store, devices, id);
  impl_->replace(impl_->by_thing, thing, impl_->make_own_entry(store, thing));
}

Entry Registry::by_token(std::string_view token) const {
  const auto hash = token_hash(token);
  ReadLock lock(impl_->mutex);
  auto found = impl_->by_token.find(hash);
  return found == impl_->by_token.end() ? nullptr : found->second;
}

Entry Registry::by_id(DeviceId id) const {
  ReadLock lock(impl_->mutex);
  auto found = impl_->by_id.find(id);
  return found == impl_->by_id.end() ? nullptr : found->second;
}

Entry Registry::by_stream(StreamId id) const {
  ReadLock lock(impl_->mutex);
  auto found = impl_->by_stream.find(id);
  return found == impl_->by_stream.end() ? nullptr : found->second;
}

std::vector<Entry> Registry::devices() const {
  ReadLock lock(impl_->mutex);
  std::vector<Entry> out;
  for (const auto& [id, entry] : impl_->by_id) out.push_back(entry);
  std::ranges::sort(out, {}, [](const Entry& entry) { return entry->device; });
  return out;
}

}  // namespace cunkou::devices
