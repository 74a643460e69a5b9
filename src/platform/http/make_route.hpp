#pragma once
// Rows of the route table, short to write, and what their handlers share.

#include "access/permission.hpp"
#include "platform/http/route.hpp"

namespace cunkou::http {

using ScopeOf = std::function<Result<access::Scope>(const Request&)>;
using Handle = std::function<Result<Response>(const Request&)>;

struct Says {  // of itself in the API description
  std::string summary, tag, takes, gives;
};

Route route(Method, std::string pattern, access::Permission need, Says, ScopeOf, Handle);
Route route_later(Method, std::string pattern, access::Permission need, Says,
                  std::function<void(const Request&, Respond)> handle);

// What f returns; a refusal, a broken database and an exception are problems. For threads of our own.
Response answer_of(const Request&, const std::function<Result<Response>()>& f);

}  // namespace cunkou::http
