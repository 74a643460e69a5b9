#pragma once
// Reacts to changed places, households and Things: renews what other capabilities hold of them in memory.

#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/people/household_listener.hpp"
#include "core/places/places_listener.hpp"
#include "core/places/thing_counts.hpp"
#include "platform/sql/database.hpp"
#include "sensing/devices/registry.hpp"
#include "sensing/monitor/service/monitor_service.hpp"
#include "sensing/monitor/thing_directory.hpp"
#include "sensing/sensorthings/thing_listener.hpp"

namespace cunkou::app {

// Renews what is in memory after a change in the state database: devices, the directory of things once, then
// what the monitor knows of each of them. Thread-safe.
class ChangeReactions final : public places::PlacesListener,
                              public people::HouseholdListener,
                              public sensorthings::ThingListener,
                              public places::ThingCounts {
 public:
  struct Parts {  // each outlives the reactions
    sql::Database& database;
    devices::Registry& registry;
    monitor::ThingDirectory& things;
    monitor::MonitorService& monitor;
  };
  explicit ChangeReactions(const Parts& parts) : parts_(parts) {}

  void places_changed(std::string_view path) override;
  void household_changed(HouseholdId) override;
  void things_changed(const std::vector<ThingId>&) override;
  void thing_removed(ThingId) override;

  std::unordered_map<PlaceId, std::int64_t> by_place(const access::Identity&) const override;
  std::unordered_map<HouseholdId, std::int64_t> by_household() const override;

 private:
  Parts parts_;
};

}  // namespace cunkou::app
