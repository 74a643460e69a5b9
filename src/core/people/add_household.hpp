#pragma once
// Households: persons who share greenhouses.

#include <optional>
#include <string>

#include "base/result.hpp"
#include "core/journal/act.hpp"
#include "core/people/people_store.hpp"
#include "core/places/place_store.hpp"

namespace cunkou::people {

struct AddHousehold {
  std::string name;
  PlaceId place;
};

// Refuses a bad name, a place that is not a village or group, and a name already used in that place.
Result<Household> add_household(journal::Act&, PeopleStore&, places::PlaceStore&, const AddHousehold&);

struct ChangeHousehold {
  std::optional<std::string> name;
  // Quiet hours, "22:00" in Asia/Shanghai. nullopt: unchanged; both empty: none.
  std::optional<std::string> quiet_from;
  std::optional<std::string> quiet_to;
};

// Refuses a bad name or time, and a start or end alone.
Result<Household> change_household(journal::Act&, PeopleStore&, HouseholdId, const ChangeHousehold&);

// Refuses (conflict) a household that was ever `used` (places::is_used() of its PlaceUsers) or had a member
// or an invitation, since records refer to it.
Result<void> remove_household(journal::Act&, PeopleStore&, HouseholdId, bool used);

std::string clock_text(int minute_of_day);  // "22:00"

}  // namespace cunkou::people
