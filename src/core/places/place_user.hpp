#pragma once
// A capability whose records refer to places or households. Asked before one is removed, also about records
// that have ended.

#include <algorithm>
#include <vector>

#include "base/ids.hpp"

namespace cunkou::sql {
class Transaction;
}

namespace cunkou::places {

class PlaceUser {  // thread-safe
 public:
  virtual ~PlaceUser() = default;
  virtual bool uses(sql::Transaction&, PlaceId) const = 0;
  virtual bool uses(sql::Transaction&, HouseholdId) const = 0;
};

using PlaceUsers = std::vector<const PlaceUser*>;

template <class Id>
bool is_used(const PlaceUsers& users, sql::Transaction& t, Id id) {
  return std::ranges::any_of(users, [&](const PlaceUser* user) { return user->uses(t, id); });
}

}  // namespace cunkou::places
