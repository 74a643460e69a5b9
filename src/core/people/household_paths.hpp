#pragma once
// Answers places' question where a person's households are.

#include "core/places/household_paths.hpp"

namespace cunkou::people {

class HouseholdPaths final : public places::HouseholdPaths {
 public:
  std::vector<std::string> household_paths(sql::Transaction&, const access::Identity&) const override;
};

}  // namespace cunkou::people
