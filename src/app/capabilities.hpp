#pragma once
// The one list of what the server serves over HTTP.

#include "app/metrics.hpp"
#include "app/wiring.hpp"
#include "platform/http/route.hpp"

namespace cunkou::app {

// With GET /api/openapi.json, which describes them all and itself.
http::Routes all_routes(Wiring&, Health);

// What that route answers.
std::string description_of(const http::Routes&);

}  // namespace cunkou::app
