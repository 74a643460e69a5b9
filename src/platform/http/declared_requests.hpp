#pragma once
// Holds requests against the description of the API: query parameters, which are read by the same names and
// values as it says, and the media type of the body.

#include <boost/json/fwd.hpp>
#include <optional>
#include <string>

#include "platform/http/route.hpp"

namespace cunkou::http {

// Gives each route its query parameters and media types. `definitions` is what merge_api_parts() returns.
void declare_requests(Routes&, const boost::json::object& definitions);

// The Content-Type of a request without its parameters: "application/json" of "Application/JSON;
// charset=utf-8".
std::string media_type_of(const Request&);

// Refuses (invalid) a parameter that the route does not know or that is there twice, and a value that is not
// one of its own, with what is allowed. Options of OData ("$filter") have a reader of their own.
Result<void> require_declared_query(const Route&, const Request&);

// The response 415 to a body of another media type (RFC 9110, 15.5.16). A body without Content-Type is taken:
// small devices send none.
std::optional<Response> refuse_media_type(const Route&, const Request&);

}  // namespace cunkou::http
