#include "sensing/weathervane/http/weathervane_routes.hpp"

#include <boost/json.hpp>

#include "platform/http/body.hpp"
#include "platform/http/make_route.hpp"
#include "sensing/weathervane/turn_weathervane.hpp"

namespace cunkou::weathervane {
namespace {

namespace json = boost::json;
using access::Permission;
using http::Method;
using http::Request;
using http::Response;
using http::route;

json::object to_json(const Weathervane& vane) {
  return {{"name", vane.name}, {"fromDegrees", vane.from_degrees}};
}

Result<Response> list(const WeathervaneRouteParts& parts) {
  json::array out;
  parts.database.read([&](sql::Transaction& t) {
    out.clear();
    for (const auto& vane : weathervane_store(t).all()) out.push_back(to_json(vane));
  });
  return Response::json(json::object{{"weathervanes", std::move(out)}});
}

Result<Response> turn(const WeathervaneRouteParts& parts, const Request& request) {
  http::Body body(request);
  const Weathervane wanted{body.text("name"), body.optional_number("fromDegrees").value_or(0)};
  if (auto refusal = body.refusal()) return *refusal;
  return parts.database.write([&](sql::Transaction& t) -> Result<Response> {
    journal::Act act{request.who.person, "app", parts.clock.now(), journal::journal_of(t)};
    return Response::json(to_json(turn_weathervane(act, weathervane_store(t), wanted)));
  });
}

}  // namespace

http::Routes weathervane_routes(const WeathervaneRouteParts& parts) {
  return {route(Method::get, "/api/weathervanes", Permission::see,
                {"Where the wind comes from", "weathervanes", "", "Weathervanes"}, {},
                [parts](const Request&) { return list(parts); }),
          route(Method::post, "/api/weathervanes", Permission::turn_weathervanes,
                {"Turn a weathervane", "weathervanes", "Weathervane", "Weathervane"}, {},
                [parts](const Request& r) { return turn(parts, r); })};
}

}  // namespace cunkou::weathervane
