#pragma once
// Describes the API in one OpenAPI 3.1 document: the route table and the *.api.yaml parts of the
// capabilities.

#include <boost/json/fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "platform/http/route.hpp"

namespace cunkou::http {

// `definitions` is what merge_api_parts() returns.
boost::json::object describe_api(const Routes&, const boost::json::object& definitions,
                                 std::string_view version);

// What *.api.yaml say of the route beside the route table; an empty object if nothing.
const boost::json::object& additions_to(const Route&, const boost::json::object& definitions);

// The media types of the route's body, its own first; none if it has no body.
std::vector<std::string> media_types_of(const Route&, const boost::json::object& definitions);

// Inconsistencies: an undefined schema, a schema that nothing uses, an operation without a route, an unknown
// key or security scheme.
std::vector<std::string> faults_of(const Routes&, const boost::json::object& definitions);

// GET /api/openapi.json, for anyone.
Route openapi_route(std::string document);

}  // namespace cunkou::http
