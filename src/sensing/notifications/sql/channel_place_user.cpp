#include "sensing/notifications/sql/channel_place_user.hpp"

#include "platform/sql/database.hpp"
#include "platform/sql/statement.hpp"

namespace cunkou::notifications {

bool ChannelPlaceUser::uses(sql::Transaction& t, PlaceId id) const {
  return sql::one<std::int64_t>(t.session(), "SELECT EXISTS (SELECT 1 FROM channels WHERE place = ?)", id)
             .value_or(1) != 0;
}

bool ChannelPlaceUser::uses(sql::Transaction&, HouseholdId) const { return false; }

}  // namespace cunkou::notifications
