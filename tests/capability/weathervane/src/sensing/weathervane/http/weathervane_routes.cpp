#include "sensing/weathervane/http/weathervane_routes.hpp"

#include <boost/json.hpp>

#include "core/places/place_store.hpp"
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
  return {{"id", vane.id.value}, {"name", vane.name}, {"fromDegrees", vane.from_degrees}};
}

Result<places::Place> place_of(sql::Transaction& t, std::string_view code) {
  auto place = places::place_store(t).by_code(code);
  if (!place) return not_found({"没有这个地方", "there is no such place"});
  return *place;
}

Result<Weathervane> weathervane_of(sql::Transaction& t, const Request& request) {
  CUNKOU_TRY_VALUE(id, request.id_param("id"));
  auto vane = weathervane_store(t).get(WeathervaneId(id));
  if (!vane) return not_found({"没有这个风向标", "there is no such weathervane"});
  return *vane;
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
  const auto code = body.text("placeCode");
  const Weathervane wanted{{}, {}, body.text("name"), body.optional_number("fromDegrees").value_or(0)};
  if (auto refusal = body.refusal()) return *refusal;
  return parts.database.write([&](sql::Transaction& t) -> Result<Response> {
    journal::Act act{request.who.person, "app", parts.clock.now(), journal::journal_of(t)};
    CUNKOU_TRY_VALUE(place, place_of(t, code));
    auto turned = wanted;
    turned.place = place.id;
    return Response::json(to_json(turn_weathervane(act, weathervane_store(t), turned)));
  });
}

Result<Response> find(const WeathervaneRouteParts& parts, const Request& request) {
  return parts.database.read([&](sql::Transaction& t) -> Result<Response> {
    CUNKOU_TRY_VALUE(vane, weathervane_of(t, request));
    return Response::json(to_json(vane));
  });
}

Result<access::Scope> scope_of_place(const WeathervaneRouteParts& parts, const Request& request) {
  const auto code = http::Body(request).text("placeCode");
  return parts.database.read([&](sql::Transaction& t) -> Result<access::Scope> {
    CUNKOU_TRY_VALUE(place, place_of(t, code));
    return access::Scope{place.path, {}};
  });
}

Result<access::Scope> scope_of_weathervane(const WeathervaneRouteParts& parts, const Request& request) {
  return parts.database.read([&](sql::Transaction& t) -> Result<access::Scope> {
    CUNKOU_TRY_VALUE(vane, weathervane_of(t, request));
    const auto place = places::place_store(t).by_id(vane.place);
    return access::Scope{place ? place->path : "", {}};
  });
}

}  // namespace

http::Routes weathervane_routes(const WeathervaneRouteParts& parts) {
  return {route(Method::get, "/api/weathervanes", Permission::see,
                {"Where the wind comes from", "weathervanes", "", "Weathervanes"}, {},
                [parts](const Request&) { return list(parts); }),
          route(
              Method::get, "/api/weathervanes/{id}", Permission::see,
              {"One weathervane", "weathervanes", "", "Weathervane"},
              [parts](const Request& r) { return scope_of_weathervane(parts, r); },
              [parts](const Request& r) { return find(parts, r); }),
          route(
              Method::post, "/api/weathervanes", Permission::turn_weathervanes,
              {"Turn a weathervane", "weathervanes", "TurnWeathervane", "Weathervane"},
              [parts](const Request& r) { return scope_of_place(parts, r); },
              [parts](const Request& r) { return turn(parts, r); })};
}

}  // namespace cunkou::weathervane
