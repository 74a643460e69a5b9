#pragma once
// Registers a device: a Thing to stand for (or one that is there), its Location, a Sensor, a Datastream for
// each quantity of the profile, and a token.

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
  ThingId thing;          // 0: a new one, named like the device
};

struct NewDevice {
  Device device;
  std::string token;              // shown once
  std::vector<StreamId> streams;  // of its profile, for forget_leftovers()
};

// Refuses an empty or too long name, one that another device of the place has, a place or Thing that is not
// there, a greenhouse or a household's Thing above the level of villages, and a household of another village.
// With a Thing, place and household are the Thing's.
Result<NewDevice> add_device(journal::Act&, sensorthings::EntityStore&, DeviceStore&, places::PlaceStore&,
                             people::PeopleStore&, const Profile&, const AddDevice&);

}  // namespace cunkou::devices
