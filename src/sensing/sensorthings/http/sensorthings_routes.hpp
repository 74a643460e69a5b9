#pragma once
// SensorThings 1.1 (OGC 18-088) at /v1.1: what sensorthings.hpp reads and create_entity.hpp writes, over
// HTTP.

#include <functional>
#include <string>

#include "base/clock.hpp"
#include "platform/http/route.hpp"
#include "platform/sql/database.hpp"
#include "sensing/sensorthings/observation_writer.hpp"
#include "sensing/sensorthings/thing_listener.hpp"
#include "sensing/series/store.hpp"

namespace cunkou::sensorthings {

struct SensorThingsRouteParts {  // each outlives the routes and is thread-safe
  sql::Database& database;
  series::Store& series;
  const Clock& clock;
  ObservationWriter& writer;
  ThingListener& listener;
  std::string public_url;  // as people reach the server; empty: as the request came
  // Runs what may read millions of Observations, with a limit on how many do so at once; empty: at once.
  std::function<Result<void>(std::function<void()>)> run_long_query;
};

http::Routes sensorthings_routes(const SensorThingsRouteParts&);

}  // namespace cunkou::sensorthings
