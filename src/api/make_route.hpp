#pragma once
// One line of a route table: what it is, what it needs, and who answers.

#include "http/route.hpp"

namespace cunkou::api {

using ScopeOf = std::function<Result<people::Scope>(const http::Request&)>;
using Handle = std::function<Result<http::Response>(const http::Request&)>;

inline http::Route make_route(http::Method method, std::string pattern, people::Permission need,
                              std::string summary, std::string tag, std::string takes, std::string gives,
                              ScopeOf scope, Handle handle) {
  http::Route route;
  route.method = method;
  route.pattern = std::move(pattern);
  route.need = need;
  route.summary = std::move(summary);
  route.tag = std::move(tag);
  route.takes = std::move(takes);
  route.gives = std::move(gives);
  route.scope = std::move(scope);
  route.handle = std::move(handle);
  return route;
}

}  // namespace cunkou::api
