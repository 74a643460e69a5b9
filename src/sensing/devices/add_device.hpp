#pragma once
// Registers a device: its Thing (new or existing), Location, Sensor, one Datastream for each quantity of the
// profile, and a token.

#include <string>
#include <vector>

#include "base/result.hpp"
#include "core/journal/act.hpp"
#include "core/people/people_store.hpp"
#include "core/places/place_store.hpp"
#include "sensing/devices/device_store.hpp"
#include "sensing/devices/profile.hpp"
#include "sensing/sensorthings/entity_store.hpp"

namespace cunkou::devices {

struct AddDevice {
  std::string name;
  PlaceId place;
  HouseholdId household;  // 0: none
  ThingId thing;          // 0: create one with the name of the device
};

struct NewDevice {
  Device device;
  std::string token;              // returned once, stored as a hash
  std::vector<StreamId> streams;  // of its profile; input of forget_leftovers()
};

// Refuses an empty or too long name, a name that is taken in the place, an unknown place or Thing, above
// village level a Thing that is monitored or a household's, and a household of another village. For an
// existing Thing, place and household are those of the Thing.
Result<NewDevice> add_device(journal::Act&, sensorthings::EntityStore&, DeviceStore&, places::PlaceStore&,
                             people::HouseholdStore&, const Profile&, const AddDevice&);

}  // namespace cunkou::devices
