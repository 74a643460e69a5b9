#include "app/external_changes.hpp"

#include "sensing/devices/device_store.hpp"
#include "sensing/sensorthings/entity_store.hpp"

namespace cunkou::app {

void ExternalChanges::load() {
  load_devices();
  parts_.greenhouses.refresh();
}

void ExternalChanges::reload_devices() {
  if (load_devices()) monitor_new_greenhouses();
}

void ExternalChanges::poll() {
  const auto at = last_change(parts_.folder);
  if (at == seen_ || !load_devices()) return;
  seen_ = at;
  monitor_new_greenhouses();
  parts_.greenhouses.refresh();
}

// False within a second of the last time.
bool ExternalChanges::load_devices() {
  const MutexLock lock(mutex_);
  const auto now = parts_.clock.now();
  if (now - loaded_ < seconds(1) && now >= loaded_) return false;
  loaded_ = now;
  parts_.database.read([&](sql::Transaction& t) {
    parts_.registry.load(sensorthings::entity_store(t), devices::device_store(t));
  });
  return true;
}

void ExternalChanges::monitor_new_greenhouses() {
  for (const auto& entry : parts_.registry.devices())
    if (const auto* profile = parts_.registry.profile(entry->profile);
        profile && profile->thing == "greenhouse" && !parts_.greenhouses.find(entry->thing))
      parts_.monitor.thing_changed(entry->thing);
}

}  // namespace cunkou::app
