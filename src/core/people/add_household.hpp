#pragma once
// Adds a household: a family with its workers.

#include <string>

#include "base/result.hpp"
#include "core/journal/act.hpp"
#include "core/people/household_store.hpp"
#include "core/places/place_store.hpp"

namespace cunkou::people {

struct AddHousehold {
  std::string name;
  PlaceId place;
};

// Refuses a bad name, a place that is not a village or group, and a name already used in that place.
Result<Household> add_household(journal::Act&, HouseholdStore&, places::PlaceStore&, const AddHousehold&);

}  // namespace cunkou::people
