#include "sensing/monitor/monitor.capability.hpp"

#include "sensing/monitor/http/monitor_routes.hpp"

namespace cunkou::monitor {

capability::Manifest manifest(const capability::Platform& platform, const Parts& parts) {
  http::Routes routes;
  for (const auto& kind : parts.kinds.registered())
    for (const auto& make : {rule_routes, thing_command_routes})
      http::append(routes, make({platform.database, kind.things, parts.service}, kind.api_path));
  for (const auto& make : {command_routes, alarm_routes, live_routes})
    http::append(routes, make({platform.database, parts.kinds, parts.service}));
  return {.name = "monitor", .routes = std::move(routes)};
}

}  // namespace cunkou::monitor
