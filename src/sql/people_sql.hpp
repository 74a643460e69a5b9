#pragma once
// people::PeopleStore in the tables people, households, roles, sessions and invitations.

#include <memory>

#include "people/people_store.hpp"

namespace soci {
class session;
}

namespace cunkou::sql {

std::unique_ptr<people::PeopleStore> make_people_store(soci::session&);

}  // namespace cunkou::sql
