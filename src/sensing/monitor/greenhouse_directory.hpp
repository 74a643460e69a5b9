#pragma once
// Every greenhouse by name and place, its streams and devices, in memory: what pages and live events say
// beside the readings. A snapshot, rebuilt after a change of a greenhouse, a place or a household.
// Thread-safe.

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "access/may.hpp"
#include "sensing/devices/profile.hpp"
#include "sensing/devices/registry.hpp"

namespace cunkou::sql {
class Database;
}

namespace cunkou::monitor {

struct GreenhouseStream {
  StreamId id;
  std::string quantity;  // the profile's, or the stream's own name where it has none
  std::string unit;
  Duration interval{};    // how often a reading is expected; 0: unknown
  bool reported = false;  // what an actuator says of itself
  bool ended = false;     // its device was removed: nothing comes any more
};

struct GreenhouseInfo {
  ThingId id;
  std::string name;
  PlaceId place;
  std::string place_code, place_name;
  HouseholdId household;
  std::string household_name;
  access::Scope scope;
  std::vector<GreenhouseStream> streams;  // those of the first device first, ended ones last
  std::vector<DeviceId> devices;
  std::vector<const devices::Profile*> kinds;  // of each of them; null: none of the profiles
  const devices::Profile* profile = nullptr;   // of its first device that moves anything, else of its first

  const GreenhouseStream* stream(std::string_view quantity) const;  // the first of them
  std::vector<DeviceId> moving(std::string_view actuator) const;    // the devices that have it
};

class GreenhouseDirectory {
 public:
  using Entries = std::unordered_map<ThingId, GreenhouseInfo>;

  GreenhouseDirectory(sql::Database&, const devices::Registry&);
  void refresh();  // after any change to things, devices, places or households; reads the state database
  std::shared_ptr<const Entries> all() const;
  // Null when there is no such greenhouse; keeps its snapshot alive.
  std::shared_ptr<const GreenhouseInfo> find(ThingId) const;
  // Those that one may see, by id; of the place with that code and those below it, where one is given. A
  // place that is not there has none.
  std::vector<std::shared_ptr<const GreenhouseInfo>> visible_to(
      const access::Identity&, const std::optional<std::string>& place_code) const;

 private:
  sql::Database& database_;
  const devices::Registry& registry_;
  mutable std::mutex mutex_, refreshing_;
  std::shared_ptr<const Entries> entries_ = std::make_shared<Entries>();
};

// The greenhouse that a route's {id} names. Refuses what `id` refuses, and not_found where there is none.
Result<std::shared_ptr<const GreenhouseInfo>> find_greenhouse(const GreenhouseDirectory&,
                                                              const Result<std::int64_t>& id);
Result<access::Scope> greenhouse_scope(const GreenhouseDirectory&, const Result<std::int64_t>& id);

}  // namespace cunkou::monitor
