#pragma once
// Persistence interface for households. See people_store.hpp for what all stores share.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/people/person.hpp"

namespace cunkou::people {

class HouseholdStore {
 public:
  virtual ~HouseholdStore() = default;
  virtual std::optional<Household> household(HouseholdId) = 0;
  virtual std::vector<Household> households(const std::vector<HouseholdId>&) = 0;  // in one read, by name
  virtual std::vector<Household> households(std::string_view under_path) = 0;      // "/": all; by name
  virtual HouseholdId put_household(const Household&) = 0;                         // id 0: inserts
  virtual bool has_members(HouseholdId) = 0;  // whether it ever had a member or an invitation
  virtual void remove(HouseholdId) = 0;       // only if nothing refers to it
};

}  // namespace cunkou::people
