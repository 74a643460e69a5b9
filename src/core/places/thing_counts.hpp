#pragma once
// Numbers of things by place and household, for the pages that list these. The capability that keeps the
// things implements it.

#include <unordered_map>

#include "access/may.hpp"

namespace cunkou::places {

class ThingCounts {
 public:
  virtual ~ThingCounts() = default;
  // In each place or below it, of those that one may see.
  virtual std::unordered_map<PlaceId, std::int64_t> by_place(const access::Identity&) const = 0;
  virtual std::unordered_map<HouseholdId, std::int64_t> by_household() const = 0;
};

}  // namespace cunkou::places
