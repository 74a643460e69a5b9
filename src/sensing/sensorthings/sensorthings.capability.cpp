#include "sensing/sensorthings/sensorthings.capability.hpp"

#include "sensing/sensorthings/http/sensorthings_routes.hpp"

namespace cunkou::sensorthings {

capability::Manifest manifest(const capability::Platform& platform, const Parts& parts) {
  const auto run_long_query = [&platform](std::function<void()> job) -> Result<void> {
    if (platform.long_queries) return platform.long_queries->post(std::move(job));
    job();
    return {};
  };
  return {.name = "sensorthings",
          .routes = sensorthings_routes({platform.database, parts.series, platform.clock, parts.writer,
                                         parts.listener, platform.public_url, run_long_query})};
}

}  // namespace cunkou::sensorthings
