#pragma once
// Makes rows of the route table, and turns the result of a handler into a response.

#include "access/permission.hpp"
#include "platform/http/route.hpp"

namespace cunkou::http {

using ScopeOf = std::function<Result<access::Scope>(const Request&)>;
using Handle = std::function<Result<Response>(const Request&)>;

struct RouteDescription {  // in the description of the API
  std::string summary, tag, request_schema, response_schema;
};

// Runs f with the deadline of the request's queries (base/query_deadline.hpp), if it only reads.
Result<Response> within_query_time(const Request&, const std::function<Result<Response>()>& f);

Route route(Method, std::string pattern, access::Permission need, RouteDescription, ScopeOf, Handle);
Route route_later(Method, std::string pattern, access::Permission need, RouteDescription,
                  std::function<void(const Request&, Respond)> handle);

// The response of f within the query time. A refusal, a broken database and an exception become problem+json:
// for handlers that respond later, from a thread of their own. The server logs it (Response::failure), and
// counts an exception.
Response response_of(const Request&, const std::function<Result<Response>()>& f);

}  // namespace cunkou::http
