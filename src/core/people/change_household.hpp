#pragma once
// Changes a household's name and quiet hours.

#include <optional>
#include <string>

#include "base/result.hpp"
#include "core/journal/act.hpp"
#include "core/people/household_store.hpp"

namespace cunkou::people {

struct ChangeHousehold {
  std::optional<std::string> name;
  // Quiet hours, "22:00" in Asia/Shanghai. nullopt: unchanged; both empty: none.
  std::optional<std::string> quiet_from;
  std::optional<std::string> quiet_to;
};

// Refuses a bad name or time, a start or end alone, and more than 12 hours.
Result<Household> change_household(journal::Act&, HouseholdStore&, HouseholdId, const ChangeHousehold&);

}  // namespace cunkou::people
