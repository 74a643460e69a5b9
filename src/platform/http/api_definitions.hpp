#pragma once
// Puts the parts of the API's description together; platform/http/http.api.yaml explains their keys.

#include <boost/json/fwd.hpp>
#include <span>

#include "platform/http/api_parts.hpp"

namespace cunkou::http {

// {"info": …, "schemas": …, "securitySchemes": …, "operations": …}: the sentences of `info` of all parts in
// their order, and the shared parameters of operations filled in. Throws std::logic_error, which names the
// part, if two parts define the same name, a key is unknown or a shared parameter is not defined.
boost::json::object merge_api_parts(std::span<const ApiPart>);

}  // namespace cunkou::http
