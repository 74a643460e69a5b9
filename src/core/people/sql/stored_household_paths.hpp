#pragma once
// Reads the places of a person's households from the state database.

#include "core/places/household_paths.hpp"

namespace cunkou::people {

class StoredHouseholdPaths final : public places::HouseholdPaths {
 public:
  std::vector<std::string> household_paths(sql::Transaction&, const access::Identity&) const override;
};

}  // namespace cunkou::people
