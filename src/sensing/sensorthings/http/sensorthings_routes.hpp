#pragma once
// SensorThings 1.1 (OGC 18-088) over HTTP at /v1.1.

#include <string>

#include "base/clock.hpp"
#include "platform/async/executor.hpp"
#include "platform/http/route.hpp"
#include "platform/sql/database.hpp"
#include "sensing/sensorthings/dependent_devices.hpp"
#include "sensing/sensorthings/monitored_kinds.hpp"
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
  DependentDevices& devices;
  const MonitoredKinds& monitored;
  std::string public_url;  // of links; empty: that of the request
  // For requests that may read millions of Observations, so that they occupy a part of the workers only;
  // null: they run at once.
  async::Executor* long_queries = nullptr;
};

http::Routes sensorthings_routes(const SensorThingsRouteParts&);

}  // namespace cunkou::sensorthings
