#pragma once
// Brings in what another process (`cunkou device add`) has changed in the state database. Thread-safe.

#include <condition_variable>
#include <set>

#include "app/data_folder.hpp"
#include "base/clock.hpp"
#include "base/mutex.hpp"
#include "platform/sql/database.hpp"
#include "sensing/devices/registry.hpp"
#include "sensing/monitor/service/monitor_service.hpp"

namespace cunkou::app {

class ExternalChanges {
 public:
  struct Parts {
    const DataFolder& folder;
    sql::Database& database;
    const Clock& clock;
    devices::Registry& registry;
    monitor::ThingKinds& kinds;
    monitor::MonitorService& monitor;
  };
  explicit ExternalChanges(const Parts& parts) : parts_(parts) {}

  void load() CUNKOU_EXCLUDES(mutex_);  // once, before the monitor starts
  // For a token that the registry does not know: loads the devices, and monitors things that are new. At
  // most once a second, unless a command has marked a change since the last load. Waits two seconds for a
  // load of another thread, which may wait for the database much longer.
  void reload_devices() CUNKOU_EXCLUDES(mutex_);
  // For a timer: a change takes effect within two seconds.
  void poll() CUNKOU_EXCLUDES(mutex_);

 private:
  // False within a second of the last time, if no command has marked a change since, and while another thread
  // loads them.
  bool load_devices() CUNKOU_REQUIRES(mutex_);
  // Of a monitored kind, of which there is a device, but no entry in the directory.
  std::set<ThingId> new_things() const;
  void monitor_things(const std::set<ThingId>&);

  Parts parts_;
  Mutex mutex_;
  std::condition_variable has_loaded_;
  bool is_loading_ CUNKOU_GUARDED_BY(mutex_) = false;
  Instant loaded_ CUNKOU_GUARDED_BY(mutex_);
  std::int64_t loaded_change_ CUNKOU_GUARDED_BY(mutex_) = 0;  // the last change at the last load
  std::int64_t seen_ CUNKOU_GUARDED_BY(mutex_) = 0;           // the last change that poll() brought in
};

}  // namespace cunkou::app
