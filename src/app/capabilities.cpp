#include "app/capabilities.hpp"

#include <boost/json.hpp>

#include "base/json_text.hpp"
#include "platform/http/api_definitions.hpp"
#include "platform/http/openapi.hpp"

namespace cunkou::app {

std::string description_of(const http::Routes& routes) {
  const auto definitions = http::merge_api_parts(http::api_parts());
  return json_text(http::describe_api(routes, definitions, CUNKOU_VERSION)) + "\n";
}

http::Routes all_routes(Wiring& wiring, Health health) {
  http::Routes all;
  for (auto part :
       {wiring.account_routes(), wiring.about_routes(), wiring.place_routes(), wiring.people_routes(),
        wiring.greenhouse_routes(), wiring.rule_routes(), wiring.command_routes(), wiring.alarm_routes(),
        wiring.channel_routes(), wiring.live_routes(), wiring.device_routes(), wiring.import_routes(),
        wiring.ingest_routes(), wiring.sensorthings_routes(), health_routes(std::move(health))})
    all.insert(all.end(), std::make_move_iterator(part.begin()), std::make_move_iterator(part.end()));
  all.push_back(http::openapi_route(""));
  all.back() = http::openapi_route(description_of(all));
  return all;
}

}  // namespace cunkou::app
