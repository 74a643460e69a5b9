#pragma once
// Greenhouses: cards, one greenhouse, its curves, its settings and its rules.

#include "api/context.hpp"
#include "platform/http/route.hpp"

namespace cunkou::api {

http::Routes greenhouse_routes(Context&);
http::Routes rule_routes(Context&);  // thresholds, and the crops they come from
http::Routes command_routes(Context&);
http::Routes alarm_routes(Context&);
http::Routes channel_routes(Context&);
http::Routes live_routes(Context&);  // server-sent events

// The greenhouse that {id} of the route names; not_found if there is none.
Result<std::shared_ptr<const struct GreenhouseInfo>> greenhouse_of(Context&, const http::Request&);
// A route's scope by its {id}.
std::function<Result<access::Scope>(const http::Request&)> at_greenhouse(Context&);

// Those that the asker may see, by id.
std::vector<std::shared_ptr<const struct GreenhouseInfo>> seen_greenhouses(Context&, const http::Request&);

}  // namespace cunkou::api
