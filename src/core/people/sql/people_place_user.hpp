#pragma once
// Households, roles and invitations refer to places. PeopleStore itself knows those of a household.

#include "core/places/place_user.hpp"

namespace cunkou::people {

class PeoplePlaceUser final : public places::PlaceUser {
 public:
  bool uses(sql::Transaction&, PlaceId) const override;
  bool uses(sql::Transaction&, HouseholdId) const override;
};

}  // namespace cunkou::people
