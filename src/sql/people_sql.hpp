#pragma once
// people::PeopleStore in the tables people, households, roles, sessions and invitations.

#include "people/people_store.hpp"
#include "sql/database.hpp"

namespace cunkou::sql {

people::PeopleStore& people_store(Transaction&);

}  // namespace cunkou::sql
