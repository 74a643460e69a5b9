#pragma once
// How many things belong to a place or a household: shown beside them, and known to the capability that keeps
// the things.

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
