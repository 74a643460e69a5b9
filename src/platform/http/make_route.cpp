#include "platform/http/make_route.hpp"

#include <chrono>

#include "base/query_deadline.hpp"
#include "base/unavailable.hpp"
#include "platform/http/problem.hpp"

namespace cunkou::http {

Route route(Method method, std::string pattern, access::Permission need, RouteDescription description,
            ScopeOf scope, Handle handle) {
  Route made;
  made.method = method;
  made.pattern = std::move(pattern);
  made.need = need;
  made.summary = std::move(description.summary);
  made.tag = std::move(description.tag);
  made.request_schema = std::move(description.request_schema);
  made.response_schema = std::move(description.response_schema);
  made.scope = std::move(scope);
  if (handle)
    made.handle = [handle = std::move(handle)](const Request& request) -> Result<Response> {
      try {
        return within_query_time(request, [&] { return handle(request); });
      } catch (const Unavailable&) {
        return response_to_exception(request);
      }
    };
  return made;
}

Route route_later(Method method, std::string pattern, access::Permission need, RouteDescription description,
                  std::function<void(const Request&, Respond)> handle) {
  auto made = route(method, std::move(pattern), need, std::move(description), {}, {});
  made.handle_later = std::move(handle);
  return made;
}

Result<Response> within_query_time(const Request& request, const std::function<Result<Response>()>& f) {
  if (request.method != Method::get) return f();
  using Steady = std::chrono::steady_clock;
  const auto end = Steady::now() + request.query_time;
  const QueryDeadline deadline([end] { return std::chrono::duration_cast<Duration>(end - Steady::now()); });
  return f();
}

Response response_of(const Request& request, const std::function<Result<Response>()>& f) {
  try {
    auto result = within_query_time(request, f);
    return result ? std::move(*result) : Response::problem(result.error(), language_of(request));
  } catch (const std::exception&) {
    return response_to_exception(request);
  }
}

}  // namespace cunkou::http
