#pragma once
// Notified after the commit that changed a household's name or quiet hours.

#include "base/ids.hpp"

namespace cunkou::people {

class HouseholdListener {
 public:
  virtual ~HouseholdListener() = default;
  virtual void household_changed(HouseholdId) = 0;
};

}  // namespace cunkou::people
