#include "sensing/sensorthings/sensorthings.capability.hpp"

#include "sensing/sensorthings/http/sensorthings_routes.hpp"

namespace cunkou::sensorthings {

capability::Manifest manifest(const capability::Platform& platform, const Parts& parts) {
  return {.name = "sensorthings",
          .routes = sensorthings_routes({platform.database, parts.series, platform.clock, parts.writer,
                                         parts.listener, parts.devices, parts.monitored, platform.public_url,
                                         platform.long_queries})};
}

}  // namespace cunkou::sensorthings
