#include "sensing/ingest/ingest.capability.hpp"

#include "sensing/ingest/http/import_routes.hpp"
#include "sensing/ingest/http/ingest_routes.hpp"

namespace cunkou::ingest {

capability::Manifest manifest(const capability::Platform& platform, const Parts& parts) {
  auto routes = import_routes({platform.clock, parts.registry, parts.ingest, platform.pool});
  http::append(routes, ingest_routes({platform.database, platform.clock, parts.registry, parts.ingest}));
  return {.name = "ingest", .routes = std::move(routes)};
}

}  // namespace cunkou::ingest
