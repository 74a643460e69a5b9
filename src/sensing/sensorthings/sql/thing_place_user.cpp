#include "sensing/sensorthings/sql/thing_place_user.hpp"

#include "platform/sql/database.hpp"
#include "platform/sql/statement.hpp"

namespace cunkou::sensorthings {

bool ThingPlaceUser::uses(sql::Transaction& t, PlaceId id) const {
  return sql::has_row(t.session(), "things WHERE place = ?", id);
}

bool ThingPlaceUser::uses(sql::Transaction& t, HouseholdId id) const {
  return sql::has_row(t.session(), "things WHERE household = ?", id);
}

}  // namespace cunkou::sensorthings
