#pragma once
// Every monitored thing of a kind by name and place, with its streams and devices, implemented by the
// capability that owns the kind. Thread-safe.

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/may.hpp"
#include "base/result.hpp"
#include "sensing/devices/profile.hpp"

namespace cunkou::monitor {

struct ThingStream {
  StreamId id;
  std::string quantity;  // the profile's, or the stream's own name where it has none
  std::string unit;
  Duration interval{};    // how often a reading is expected; 0: unknown
  bool reported = false;  // reported by an actuator about itself
  bool ended = false;     // its device was removed: no reading will come
};

struct ThingInfo {
  ThingId id;
  std::string name;
  PlaceId place;
  std::string place_code, place_name;
  HouseholdId household;
  std::string household_name;
  access::Scope scope;
  std::vector<ThingStream> streams;  // those of the first device first, ended ones last
  std::vector<DeviceId> devices;
  std::vector<const devices::Profile*> profiles;  // of each device; null: not among the definitions
  const devices::Profile* profile = nullptr;  // of the first device that moves anything, else of the first

  const ThingStream* stream(std::string_view quantity) const;     // the first of them
  std::vector<DeviceId> moving(std::string_view actuator) const;  // the devices that have it
};

class ThingDirectory {
 public:
  virtual ~ThingDirectory() = default;

  // After any change of things, devices, places or households; reads the state database.
  virtual void refresh() = 0;
  // Null when there is no such thing. What find(), all() and visible_to() return keeps its snapshot alive.
  virtual std::shared_ptr<const ThingInfo> find(ThingId) const = 0;
  virtual std::vector<std::shared_ptr<const ThingInfo>> all() const = 0;  // in any order
  virtual Error no_such_thing() const = 0;                                // not_found, naming the kind
  // Things that the identity may see, by id; with a place code, only those of that place and below it. An
  // unknown code has none.
  virtual std::vector<std::shared_ptr<const ThingInfo>> visible_to(
      const access::Identity&, const std::optional<std::string>& place_code) const = 0;
};

// The thing that a route's {id} names. Refuses an id that `id` refuses, and an unknown one (not_found).
Result<std::shared_ptr<const ThingInfo>> find_thing(const ThingDirectory&, const Result<std::int64_t>& id);
Result<access::Scope> scope_of_thing(const ThingDirectory&, const Result<std::int64_t>& id);

}  // namespace cunkou::monitor
