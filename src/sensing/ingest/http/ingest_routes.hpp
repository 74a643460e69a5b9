#pragma once
// Ingest over HTTP: ThingsBoard's device API and InfluxDB's line protocol. A request is answered after its
// readings are committed.

#include <string>

#include "base/clock.hpp"
#include "platform/http/route.hpp"
#include "platform/sql/database.hpp"
#include "sensing/devices/registry.hpp"
#include "sensing/ingest/ingest.hpp"

namespace cunkou::ingest {

struct IngestRouteParts {  // each outlives the routes and is thread-safe
  sql::Database& database;
  const Clock& clock;
  const devices::Registry& registry;
  Ingest& ingest;
};

http::Routes ingest_routes(const IngestRouteParts&);

}  // namespace cunkou::ingest
