#pragma once
// Things refer to places and households.

#include "core/places/place_user.hpp"

namespace cunkou::sensorthings {

class ThingPlaceUser final : public places::PlaceUser {
 public:
  bool uses(sql::Transaction&, PlaceId) const override;
  bool uses(sql::Transaction&, HouseholdId) const override;
};

}  // namespace cunkou::sensorthings
