#include "core/people/sql/people_place_user.hpp"

#include "platform/sql/database.hpp"
#include "platform/sql/statement.hpp"

namespace cunkou::people {

bool PeoplePlaceUser::uses(sql::Transaction& t, PlaceId id) const {
  return sql::one<std::int64_t>(t.session(),
                                "SELECT EXISTS (SELECT 1 FROM households WHERE place = ?1) OR "
                                "EXISTS (SELECT 1 FROM roles WHERE place = ?1) OR "
                                "EXISTS (SELECT 1 FROM invitations WHERE place = ?1)",
                                id)
             .value_or(1) != 0;
}

bool PeoplePlaceUser::uses(sql::Transaction&, HouseholdId) const { return false; }

}  // namespace cunkou::people
