#include "app/routes.hpp"

#include <boost/json.hpp>

#include "api/account_routes.hpp"
#include "api/device_routes.hpp"
#include "api/greenhouse_routes.hpp"
#include "api/ingest_routes.hpp"
#include "api/openapi.hpp"
#include "api/people_routes.hpp"
#include "api/place_routes.hpp"
#include "api/sensorthings_routes.hpp"
#include "app/api_definitions.hpp"
#include "base/json_text.hpp"

namespace cunkou::app {

std::string description_of(const http::Routes& routes) {
  return json_text(api::describe_api(routes, api_definitions(), CUNKOU_VERSION)) + "\n";
}

http::Routes all_routes(api::Context& c, Health health) {
  http::Routes all;
  for (auto part : {api::account_routes(c), api::place_routes(c), api::people_routes(c),
                    api::greenhouse_routes(c), api::rule_routes(c), api::command_routes(c),
                    api::alarm_routes(c), api::channel_routes(c), api::live_routes(c), api::device_routes(c),
                    api::ingest_routes(c), api::sensorthings_routes(c), health_routes(std::move(health))})
    all.insert(all.end(), std::make_move_iterator(part.begin()), std::make_move_iterator(part.end()));
  all.push_back(api::openapi_route(""));
  all.back() = api::openapi_route(description_of(all));
  return all;
}

}  // namespace cunkou::app
