#pragma once
// Routes for persons, roles and households.

#include "base/clock.hpp"
#include "core/people/household_listener.hpp"
#include "core/people/sessions.hpp"
#include "core/places/place_user.hpp"
#include "core/places/thing_counts.hpp"
#include "platform/http/route.hpp"
#include "platform/sql/database.hpp"

namespace cunkou::people {

struct PeopleRouteParts {  // each outlives the routes and is thread-safe
  sql::Database& database;
  const Clock& clock;
  Sessions& sessions;
  const places::ThingCounts& things;
  HouseholdListener& listener;
  const places::PlaceUsers& users;
};

http::Routes people_routes(const PeopleRouteParts&);

}  // namespace cunkou::people
