#pragma once
// The API described: what the routes say of themselves and the schemas of definitions/api.yaml, as one
// OpenAPI 3.1 document.

#include <boost/json/fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "platform/http/route.hpp"

namespace cunkou::http {

// `definitions` is definitions/api.yaml as JSON: {"schemas": …, "operations": …}.
boost::json::object describe_api(const Routes&, const boost::json::object& definitions,
                                 std::string_view version);

// What does not fit together: a schema that is named and not there, a schema that nothing uses, an operation
// without a route, a key or security scheme that there is not.
std::vector<std::string> faults_of(const Routes&, const boost::json::object& definitions);

// GET /api/openapi.json, for anyone.
Route openapi_route(std::string document);

}  // namespace cunkou::http
