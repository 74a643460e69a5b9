#pragma once
// Every greenhouse by name and place, its streams and devices, in memory, for pages and live updates. A
// snapshot, rebuilt after a change of a greenhouse, a place or a household. Thread-safe.

#include <unordered_map>

#include "base/mutex.hpp"
#include "sensing/devices/registry.hpp"
#include "sensing/monitor/thing_directory.hpp"

namespace cunkou::sql {
class Database;
}

namespace cunkou::greenhouses {

class GreenhouseDirectory final : public monitor::ThingDirectory {
 public:
  GreenhouseDirectory(sql::Database&, const devices::Registry&);  // empty until refresh()
  void refresh() override CUNKOU_EXCLUDES(refreshing_, mutex_);
  std::shared_ptr<const monitor::ThingInfo> find(ThingId) const override;
  std::vector<std::shared_ptr<const monitor::ThingInfo>> all() const override;
  Error no_such_thing() const override;
  std::vector<std::shared_ptr<const monitor::ThingInfo>> visible_to(
      const access::Identity&, const std::optional<std::string>& place_code) const override;

 private:
  using Entries = std::unordered_map<ThingId, monitor::ThingInfo>;
  std::shared_ptr<const Entries> entries() const;

  sql::Database& database_;
  const devices::Registry& registry_;
  Mutex refreshing_ CUNKOU_ACQUIRED_BEFORE(mutex_);  // one refresh at a time
  mutable Mutex mutex_;
  std::shared_ptr<const Entries> entries_ CUNKOU_GUARDED_BY(mutex_) = std::make_shared<Entries>();
};

}  // namespace cunkou::greenhouses
