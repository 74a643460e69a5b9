#pragma once
// Weathervanes: list, find and turn.

#include "base/clock.hpp"
#include "platform/http/route.hpp"
#include "platform/sql/database.hpp"

namespace cunkou::weathervane {

struct WeathervaneRouteParts {  // each outlives the routes and is thread-safe
  sql::Database& database;
  const Clock& clock;
};

http::Routes weathervane_routes(const WeathervaneRouteParts&);

}  // namespace cunkou::weathervane
