#pragma once
// The paths of the places where a person's households are: the person sees these places too. Known to people.

#include <string>
#include <vector>

#include "access/may.hpp"

namespace cunkou::sql {
class Transaction;
}

namespace cunkou::places {

class HouseholdPaths {
 public:
  virtual ~HouseholdPaths() = default;
  virtual std::vector<std::string> household_paths(sql::Transaction&, const access::Identity&) const = 0;
};

}  // namespace cunkou::places
