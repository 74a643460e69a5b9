#pragma once
// JSON of persons, roles and households for the web app (schemas Me, Person, Role, Household).

#include <boost/json/object.hpp>

#include "core/people/people_store.hpp"
#include "core/places/place_store.hpp"
#include "platform/sql/database.hpp"

namespace cunkou::people {

boost::json::value place_ref(sql::Transaction&, PlaceId);          // {code,name} or null
boost::json::value household_ref(sql::Transaction&, HouseholdId);  // {id,name} or null
boost::json::object role_json(sql::Transaction&, const HeldRole&);
boost::json::object me_json(sql::Transaction&, const access::Identity&);
// With a masked phone number and only the roles in places where the reader may see people.
boost::json::object person_json(sql::Transaction&, const ListedPerson&, const access::Identity& who);
// Without members if the reader may not see them.
boost::json::object household_json(sql::Transaction&, const Household&, const access::Identity&,
                                   std::int64_t greenhouses);

access::Scope household_scope(sql::Transaction&, const Household&);

}  // namespace cunkou::people
