#include "sensing/sensorthings/sql/thing_place_user.hpp"

#include "platform/sql/database.hpp"
#include "platform/sql/statement.hpp"

namespace cunkou::sensorthings {

bool ThingPlaceUser::uses(sql::Transaction& t, PlaceId id) const {
  return sql::one<std::int64_t>(t.session(), "SELECT EXISTS (SELECT 1 FROM things WHERE place = ?)", id)
             .value_or(1) != 0;
}

bool ThingPlaceUser::uses(sql::Transaction& t, HouseholdId id) const {
  return sql::one<std::int64_t>(t.session(), "SELECT EXISTS (SELECT 1 FROM things WHERE household = ?)", id)
             .value_or(1) != 0;
}

}  // namespace cunkou::sensorthings
