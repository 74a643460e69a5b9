#pragma once
// A device is a credential: the token by which a box in a greenhouse writes the streams of one Thing.

#include <cstdint>
#include <optional>
#include <string>

#include "base/ids.hpp"
#include "base/instant.hpp"

namespace cunkou::devices {

struct Device {
  DeviceId id;
  std::string name;
  std::string profile;  // the name of a things::Profile
  ThingId thing;
  PlaceId place;           // the Thing's
  HouseholdId household;   // the Thing's; 0: none
  std::string token_hash;  // token_hash() of the token; empty: revoked
  Instant created;
  std::optional<Instant> revoked;
};

// What a device says of itself: firmware, address, battery (ThingsBoard's client attributes).
struct Attribute {
  std::string name;
  std::string json;  // any JSON value
};

// What became of everything a device has sent, since it was registered.
struct Counts {
  std::int64_t added = 0;
  std::int64_t equal = 0;
  std::int64_t replaced = 0;
  std::int64_t refused = 0;
};

}  // namespace cunkou::devices
