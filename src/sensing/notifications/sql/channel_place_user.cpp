#include "sensing/notifications/sql/channel_place_user.hpp"

#include "platform/sql/database.hpp"
#include "platform/sql/statement.hpp"

namespace cunkou::notifications {

bool ChannelPlaceUser::uses(sql::Transaction& t, PlaceId id) const {
  return sql::has_row(t.session(), "channels WHERE place = ?", id);
}

bool ChannelPlaceUser::uses(sql::Transaction&, HouseholdId) const { return false; }

}  // namespace cunkou::notifications
