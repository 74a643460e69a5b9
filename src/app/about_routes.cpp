#include "app/about_routes.hpp"

#include <boost/json.hpp>

#include "platform/http/make_route.hpp"

namespace cunkou::app {
namespace {

namespace json = boost::json;
using http::Request;
using http::Response;

Response about(const AboutRouteParts& parts) {
  return Response::json(json::object{{"version", CUNKOU_VERSION},
                                     {"sample", parts.sample},
                                     {"quiet", parts.quiet},
                                     {"restored", parts.restored},
                                     {"now", to_iso(parts.clock.now())},
                                     {"mqttPort", parts.mqtt_port ? parts.mqtt_port->load() : 0}});
}

}  // namespace

http::Routes about_routes(const AboutRouteParts& parts) {
  auto route = http::route(http::Method::get, "/api/about", access::Permission::anyone,
                           {"Version and time of the server", "session", "", "About"}, {},
                           [parts](const Request&) { return Result<Response>(about(parts)); });
  route.needs_state = false;
  return {route};
}

}  // namespace cunkou::app
