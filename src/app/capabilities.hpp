#pragma once
// The one list of capabilities, and what the server serves over HTTP.

#include <vector>

#include "app/about_routes.hpp"
#include "app/metrics.hpp"
#include "app/wiring/wiring.hpp"
#include "platform/capability/manifest.hpp"

namespace cunkou::app {

// The manifests of all capabilities. Platform and wiring outlive them.
std::vector<capability::Manifest> capabilities(const capability::Platform&, Wiring&);

// The routes of the manifests and of the server itself, with GET /api/openapi.json, which describes them all.
http::Routes all_routes(const std::vector<capability::Manifest>&, const AboutRouteParts&, Health&);

// The response of GET /api/openapi.json.
std::string description_of(const http::Routes&);

}  // namespace cunkou::app
