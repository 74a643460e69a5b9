#include "sensing/monitor/monitor.capability.hpp"

#include "sensing/monitor/http/monitor_routes.hpp"

namespace cunkou::monitor {

capability::Manifest manifest(const capability::Platform& platform, const Parts& parts) {
  const MonitorRouteParts route_parts{platform.database, parts.things, parts.service};
  http::Routes routes;
  for (const auto& make : {rule_routes, command_routes, alarm_routes, live_routes})
    http::append(routes, make(route_parts));
  return {.name = "monitor", .routes = std::move(routes)};
}

}  // namespace cunkou::monitor
