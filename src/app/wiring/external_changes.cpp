#include "app/wiring/external_changes.hpp"

#include <chrono>

#include "sensing/devices/device_store.hpp"
#include "sensing/sensorthings/entity_store.hpp"

namespace cunkou::app {

void ExternalChanges::load() {
  {
    const MutexLock lock(mutex_);
    load_devices();
  }
  parts_.kinds.refresh();
}

void ExternalChanges::reload_devices() {
  {
    MutexLock lock(mutex_);
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(2);
    while (is_loading_ && std::chrono::steady_clock::now() < end) lock.wait_until(has_loaded_, end);
    if (!load_devices()) return;
  }
  if (const auto added = new_things(); !added.empty()) monitor_things(added);
}

void ExternalChanges::poll() {
  const auto at = last_change(parts_.folder);
  {
    const MutexLock lock(mutex_);
    if (at == seen_ || !load_devices()) return;
    seen_ = at;
  }
  monitor_things(new_things());
}

bool ExternalChanges::load_devices() {
  const auto now = parts_.clock.now();
  const auto change = last_change(parts_.folder);  // before the load, which may miss a later one
  if (is_loading_ || (change == loaded_change_ && now - loaded_ < seconds(1) && now >= loaded_)) return false;
  loaded_ = now;
  loaded_change_ = change;
  struct End {
    ExternalChanges& changes;
    ~End() CUNKOU_NO_THREAD_SAFETY_ANALYSIS {
      changes.is_loading_ = false;
      changes.has_loaded_.notify_all();
    }
  };
  is_loading_ = true;
  const End end{*this};
  const MutexUnlock unlocked(mutex_);
  parts_.database.read([&](sql::Transaction& t) {
    parts_.registry.load(sensorthings::entity_store(t), devices::device_store(t));
  });
  return true;
}

std::set<ThingId> ExternalChanges::new_things() const {
  std::set<ThingId> added;
  for (const auto& entry : parts_.registry.devices())
    if (const auto* profile = parts_.registry.profile(entry->profile);
        profile && parts_.kinds.find_kind(profile->thing) && !parts_.kinds.find(entry->thing))
      added.insert(entry->thing);
  return added;
}

void ExternalChanges::monitor_things(const std::set<ThingId>& things) {
  parts_.kinds.refresh();
  for (const auto thing : things) parts_.monitor.thing_changed(thing);
}

}  // namespace cunkou::app
