#pragma once
// Routes to list, add, change, remove and import places.

#include "base/clock.hpp"
#include "core/places/household_paths.hpp"
#include "core/places/place_user.hpp"
#include "core/places/places_listener.hpp"
#include "core/places/thing_counts.hpp"
#include "platform/http/route.hpp"
#include "platform/sql/database.hpp"

namespace cunkou::places {

struct PlaceRouteParts {  // each outlives the routes and is thread-safe
  sql::Database& database;
  const Clock& clock;
  const HouseholdPaths& households;
  const ThingCounts& things;
  PlacesListener& listener;
  const PlaceUsers& users;
};

http::Routes place_routes(const PlaceRouteParts&);

}  // namespace cunkou::places
