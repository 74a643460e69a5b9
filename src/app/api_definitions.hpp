#pragma once
// Embedded definitions/api.yaml as JSON, for the OpenAPI description.

#include <boost/json/fwd.hpp>
#include <string_view>

namespace cunkou::app {

// Text of the file.
std::string_view api_definitions_text();

// {"schemas": …, "operations": …}
boost::json::object api_definitions();

}  // namespace cunkou::app
