#pragma once
// JSON of persons, roles and households for the web app (schemas Me, Person, Role, Household).

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "core/people/people_store.hpp"
#include "core/places/place_store.hpp"
#include "platform/sql/database.hpp"

namespace cunkou::people {

boost::json::value place_ref(sql::Transaction&, PlaceId);          // {code,name} or null
boost::json::value household_ref(sql::Transaction&, HouseholdId);  // {id,name} or null
bool asks_second_factor(sql::Transaction&, PersonId, const std::vector<HeldRole>&);
boost::json::object me_json(sql::Transaction&, const access::Identity&);
// With masked phone numbers and only the roles in places where the reader may see people. The number of reads
// does not depend on the number of persons.
boost::json::array people_json(sql::Transaction&, const std::vector<ListedPerson>&,
                               const access::Identity& who);
// Without members if the reader may not see them.
boost::json::object household_json(sql::Transaction&, const Household&, const access::Identity&,
                                   std::int64_t things);

access::Scope household_scope(sql::Transaction&, const Household&);

}  // namespace cunkou::people
