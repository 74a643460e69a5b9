#include "core/people/http/second_factor_routes.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "base/json_values.hpp"
#include "core/journal/act_of.hpp"
#include "core/people/http/sign_in_service.hpp"
#include "core/people/people_store.hpp"
#include "core/people/set_up_second_factor.hpp"
#include "platform/http/body.hpp"
#include "platform/http/make_route.hpp"

namespace cunkou::people {
namespace {

namespace json = boost::json;
using access::Permission;
using http::Method;
using http::Request;
using http::Response;

Result<Response> show(const AccountRouteParts& parts, const Request& request) {
  return parts.database.read([&](sql::Transaction& t) -> Result<Response> {
    const auto factor = people_store(t).second_factor(request.who.person);
    const auto since = factor ? factor->since : std::nullopt;
    return Response::json(
        json::object{{"on", since.has_value()},
                     {"since", iso_or_null(since)},
                     {"recoveryCodesLeft", people_store(t).recovery_codes_left(request.who.person)}});
  });
}

Result<Response> confirm(const AccountRouteParts& parts, const Request& request) {
  http::Body body(request);
  const auto code = body.text("code");
  if (auto refusal = body.refusal()) return *refusal;
  const auto codes = parts.database.write([&](sql::Transaction& t) -> Result<std::vector<std::string>> {
    auto act = journal::act_of(parts.clock, request, t);
    return confirm_second_factor(act, people_store(t), code);
  });
  if (!codes && codes.error().code == Code::invalid)
    return http::field_problem(request, "code", codes.error());
  if (!codes) return codes.error();
  json::array shown;
  for (const auto& one : *codes) shown.emplace_back(one);
  return Response::json(json::object{{"recoveryCodes", std::move(shown)}});
}

}  // namespace

http::Routes second_factor_routes(const AccountRouteParts& parts,
                                  const std::shared_ptr<SignInService>& service) {
  const auto mine = Permission::signed_in;
  return {
      http::route(Method::get, "/api/me/second-factor", mine,
                  {"Whether sign-in asks the person for a code", "session", "", "SecondFactor"}, {},
                  [parts](const Request& r) { return show(parts, r); }),
      http::route_later(Method::post, "/api/me/second-factor", mine,
                        {"Begin to set up the second factor", "session", "OwnPassword", "SecondFactorSecret"},
                        [service](const Request& r, const http::Respond& respond) {
                          service->begin_second_factor(r, respond);
                        }),
      http::route(Method::post, "/api/me/second-factor/confirm", mine,
                  {"Turn the second factor on with a code of the app", "session", "SecondFactorCode",
                   "RecoveryCodes"},
                  {}, [parts](const Request& r) { return confirm(parts, r); }),
      http::route_later(
          Method::post, "/api/me/second-factor/off", mine,
          {"Turn the second factor off, with the password or a code", "session", "SecondFactorOff", ""},
          [service](const Request& r, const http::Respond& respond) {
            service->turn_off_second_factor(r, respond);
          })};
}

}  // namespace cunkou::people
