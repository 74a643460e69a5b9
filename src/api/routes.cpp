#include "api/routes.hpp"

#include "base/clock.hpp"
#include "core/journal/act.hpp"
#include "platform/http/problem.hpp"

namespace cunkou::api {
namespace {

// A broken database is a refusal.
Result<http::Response> unless_broken(const std::function<Result<http::Response>()>& f) {
  try {
    return f();
  } catch (const sql::Broken& broken) {
    return Error{Code::unavailable, broken.what()};
  }
}

Result<http::Response> guarded(const std::function<Result<http::Response>()>& f) {
  try {
    return unless_broken(f);
  } catch (const std::exception&) {
    return Error{Code::internal, "程序出错了，请稍后再试|Something went wrong: try again later"};
  }
}

}  // namespace

http::Route route(http::Method method, std::string pattern, access::Permission need, Says says, ScopeOf scope,
                  Handle handle) {
  http::Route made;
  made.method = method;
  made.pattern = std::move(pattern);
  made.need = need;
  made.summary = std::move(says.summary);
  made.tag = std::move(says.tag);
  made.takes = std::move(says.takes);
  made.gives = std::move(says.gives);
  made.scope = std::move(scope);
  if (handle)
    made.handle = [handle = std::move(handle)](const http::Request& request) {
      return unless_broken([&] { return handle(request); });
    };
  return made;
}

http::Route route_later(http::Method method, std::string pattern, access::Permission need, Says says,
                        std::function<void(const http::Request&, http::Respond)> handle) {
  auto made = route(method, std::move(pattern), need, std::move(says), {}, {});
  made.handle_later = std::move(handle);
  return made;
}

http::Response answer_of(const http::Request& request, const std::function<Result<http::Response>()>& f) {
  auto result = guarded(f);
  return result ? std::move(*result) : http::Response::problem(result.error(), http::language_of(request));
}

journal::Act act_of(Context& c, const http::Request& request, sql::Transaction& t) {
  return {request.who.person, request.who.program ? "cli" : "app", c.clock.now(), journal::journal_of(t)};
}

}  // namespace cunkou::api
