#pragma once
// definitions/api.yaml, which the program carries with it, as JSON: for api/openapi.hpp.

#include <boost/json/fwd.hpp>
#include <string_view>

namespace cunkou::app {

// The file's text.
std::string_view api_definitions_text();

// {"schemas": …, "operations": …}
boost::json::object api_definitions();

}  // namespace cunkou::app
