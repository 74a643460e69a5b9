#pragma once
// Imports files of readings for a device.

#include "base/clock.hpp"
#include "platform/async/worker_pool.hpp"
#include "platform/http/route.hpp"
#include "sensing/devices/registry.hpp"
#include "sensing/ingest/ingest.hpp"

namespace cunkou::ingest {

struct ImportRouteParts {  // each outlives the routes and is thread-safe
  const Clock& clock;
  const devices::Registry& registry;
  Ingest& ingest;
  async::WorkerPool& pool;  // one import at a time runs on it
};

http::Routes import_routes(const ImportRouteParts&);

}  // namespace cunkou::ingest
