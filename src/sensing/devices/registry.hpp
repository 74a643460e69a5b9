#pragma once
// All devices and streams in memory. Ingest reads it; code that changes a device in the state database
// refreshes it after the commit. Thread-safe; entries are immutable snapshots.

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

  // Loads all entries, at start and after another process has changed devices.
  void load(sensorthings::EntityStore&, DeviceStore&);
  // One device; removes one that no longer exists.
  void refresh(sensorthings::EntityStore&, DeviceStore&, DeviceId);
  void refresh(sensorthings::EntityStore&, DeviceStore&, ThingId);  // the devices and streams of a Thing

  Entry by_token(std::string_view token) const;  // nullptr: unknown or revoked
  Entry by_id(DeviceId) const;
  Entry by_stream(StreamId) const;  // the device that writes it, else the entry of its Thing
  std::vector<Entry> devices() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cunkou::devices
