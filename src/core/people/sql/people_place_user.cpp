#include "core/people/sql/people_place_user.hpp"

#include "platform/sql/database.hpp"
#include "platform/sql/statement.hpp"

namespace cunkou::people {

bool PeoplePlaceUser::uses(sql::Transaction& t, PlaceId id) const {
  return sql::has_row(t.session(), "households WHERE place = ?", id) ||
         sql::has_row(t.session(), "roles WHERE place = ?", id) ||
         sql::has_row(t.session(), "invitations WHERE place = ?", id);
}

bool PeoplePlaceUser::uses(sql::Transaction&, HouseholdId) const { return false; }

}  // namespace cunkou::people
