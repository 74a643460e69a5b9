#pragma once
// A device is a credential: the token that authorises writing the streams of one Thing.

#include <cstdint>
#include <optional>
#include <string>

#include "base/ids.hpp"
#include "base/instant.hpp"

namespace cunkou::devices {

struct Device {
  DeviceId id;
  std::string name;
  std::string profile;  // name of a devices::Profile
  ThingId thing;
  PlaceId place;           // of the Thing
  HouseholdId household;   // of the Thing; 0: none
  std::string token_hash;  // token_hash() of the token; empty: revoked
  Instant created;
  std::optional<Instant> revoked;
};

// Counts of all readings a device has sent since its registration.
struct IngestCounts {
  std::int64_t added = 0;
  std::int64_t equal = 0;
  std::int64_t replaced = 0;
  std::int64_t refused = 0;
};

}  // namespace cunkou::devices
