#pragma once
// Notification channels refer to places, also after they were removed.

#include "core/places/place_user.hpp"

namespace cunkou::notifications {

class ChannelPlaceUser final : public places::PlaceUser {
 public:
  bool uses(sql::Transaction&, PlaceId) const override;
  bool uses(sql::Transaction&, HouseholdId) const override;
};

}  // namespace cunkou::notifications
