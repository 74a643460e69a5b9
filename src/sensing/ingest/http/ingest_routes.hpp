#pragma once
// Ways in over HTTP: ThingsBoard's device API and InfluxDB's line protocol, each answered after the readings
// are on disk.

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

// ThingsBoard's attributes, over HTTP and MQTT alike.
Result<void> keep_attributes(sql::Database&, const Clock&, DeviceId, std::string_view payload);
// `request`: {"clientKeys":"a,b","sharedKeys":"c"}; none of the two: all. Answers
// {"client":{…},"shared":{…}}.
Result<std::string> attributes(sql::Database&, DeviceId, std::string_view request);

}  // namespace cunkou::ingest
