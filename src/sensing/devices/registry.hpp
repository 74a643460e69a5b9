#pragma once
// Every device and every stream, in memory: read by whatever takes readings in, renewed by whoever has
// changed a device in the state database, after the commit. Thread-safe; entries are immutable snapshots.

#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "sensing/devices/device_entry.hpp"
#include "sensing/devices/device_store.hpp"
#include "sensing/sensorthings/entity_store.hpp"

namespace cunkou::devices {

class Registry {
 public:
  explicit Registry(std::vector<Profile>);
  ~Registry();

  const std::vector<Profile>& profiles() const;
  const Profile* profile(std::string_view profile_name) const;

  // Everything, at start; again: the devices that another process has added, changed or removed.
  void load(sensorthings::EntityStore&, DeviceStore&);
  void refresh(sensorthings::EntityStore&, DeviceStore&,
               DeviceId);  // one device; one that is no more disappears
  void refresh(sensorthings::EntityStore&, DeviceStore&, ThingId);  // a Thing's devices and its own streams

  Entry by_token(std::string_view token) const;  // nullptr: unknown or revoked
  Entry by_id(DeviceId) const;
  Entry by_stream(StreamId) const;  // the device that writes it, or the Thing's own entry
  std::vector<Entry> devices() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cunkou::devices
