#include "core/places/http/place_routes.hpp"

#include <boost/json.hpp>
#include <set>
#include <unordered_map>

#include "core/journal/act_of.hpp"
#include "core/places/add_place.hpp"
#include "core/places/change_place.hpp"
#include "core/places/division_code.hpp"
#include "core/places/import_places.hpp"
#include "core/places/limits.hpp"
#include "core/places/place_path.hpp"
#include "core/places/place_store.hpp"
#include "core/places/remove_place.hpp"
#include "platform/http/body.hpp"
#include "platform/http/make_route.hpp"
#include "platform/http/problem.hpp"
#include "platform/sql/database.hpp"

namespace cunkou::places {
namespace {

namespace json = boost::json;
using access::Permission;
using http::Body;
using http::field_problem;
using http::Method;
using http::Request;
using http::Response;
using http::route;
using http::ScopeOf;

json::object place_json(const Place& place, const std::string& parent_code, std::int64_t things) {
  json::object shown{{"id", place.id.value},       {"code", place.code},    {"name", place.name},
                     {"level", name(place.level)}, {"parentCode", nullptr}, {"latitude", nullptr},
                     {"longitude", nullptr},       {"things", things}};
  if (!parent_code.empty()) shown["parentCode"] = parent_code;
  if (place.at) shown["latitude"] = place.at->latitude, shown["longitude"] = place.at->longitude;
  return shown;
}

json::object place_json(const PlaceRouteParts& parts, const access::Identity& who, sql::Transaction& t,
                        const Place& place) {
  const auto parent = place_store(t).by_id(place.parent);
  return place_json(place, parent ? parent->code : std::string(), parts.things.by_place(who)[place.id]);
}

// The visible places with their ancestors, so that the tree is connected.
std::vector<Place> visible_places(const PlaceRouteParts& parts, sql::Transaction& t,
                                  const access::Identity& who) {
  const auto all = place_store(t).all();
  std::set<PlaceId> shown;
  const auto show = [&](std::string_view path) {
    for (auto id : ids_in(path)) shown.insert(id);
  };
  for (const auto& place : all)
    if (access::may(who, Permission::see, {place.path, {}})) show(place.path);
  for (const auto& path : parts.households.household_paths(t, who)) show(path);
  std::vector<Place> visible;
  for (const auto& place : all)
    if (shown.contains(place.id)) visible.push_back(place);
  return visible;
}

Result<Response> list(const PlaceRouteParts& parts, const Request& request) {
  auto counts = parts.things.by_place(request.who);
  return parts.database.read([&](sql::Transaction& t) -> Result<Response> {
    const auto visible = visible_places(parts, t, request.who);
    std::unordered_map<PlaceId, std::string> codes;
    for (const auto& place : visible) codes[place.id] = place.code;
    json::array shown;
    for (const auto& place : visible)
      shown.push_back(place_json(place, codes[place.parent], counts[place.id]));
    return Response::json(json::object{{"places", std::move(shown)}});
  });
}

struct FormCoordinates {
  std::optional<Coordinates> at;
  std::optional<Response> refusal;
};

FormCoordinates coordinates_of(Body& body, const Request& request) {
  const auto latitude = body.optional_number("latitude"), longitude = body.optional_number("longitude");
  if (auto refusal = body.refusal()) return {{}, refusal};
  if (latitude.has_value() != longitude.has_value() || body.is_null("latitude") != body.is_null("longitude"))
    return {{},
            field_problem(request, latitude ? "longitude" : "latitude",
                          invalid({"经度和纬度要一起填", "Fill in both latitude and longitude"}))};
  if (!latitude) return {};
  return {Coordinates{*latitude, *longitude}, {}};
}

Result<Response> add(const PlaceRouteParts& parts, const Request& request) {
  Body body(request);
  AddPlace wanted{body.text("code"), body.text("name"), body.optional_text("parentCode").value_or(""), {}};
  const auto where = coordinates_of(body, request);
  if (where.refusal) return *where.refusal;
  wanted.at = where.at;
  return parts.database.write([&](sql::Transaction& t) -> Result<Response> {
    auto act = journal::act_of(parts.clock, request, t);
    CUNKOU_TRY_VALUE(place, add_place(act, place_store(t), wanted));
    return Response::json(place_json(parts, request.who, t, place), 201);
  });
}

Result<Response> change(const PlaceRouteParts& parts, const Request& request) {
  Body body(request);
  ChangePlace wanted{body.optional_text("name"), {}};
  const bool nowhere = body.is_null("latitude") && body.is_null("longitude");
  const auto where = coordinates_of(body, request);
  if (where.refusal) return *where.refusal;
  if (where.at || nowhere) wanted.at = where.at;
  std::string path;
  auto response = parts.database.write([&](sql::Transaction& t) -> Result<Response> {
    auto act = journal::act_of(parts.clock, request, t);
    const auto there = place_store(t).by_code(request.param("code"));
    if (!there) return no_such_place();
    path = there->path;
    CUNKOU_TRY_VALUE(place, change_place(act, place_store(t), there->id, wanted));
    return Response::json(place_json(parts, request.who, t, place));
  });
  if (response) parts.listener.places_changed(path);
  return response;
}

Result<Response> remove(const PlaceRouteParts& parts, const Request& request) {
  return parts.database.write([&](sql::Transaction& t) -> Result<Response> {
    auto act = journal::act_of(parts.clock, request, t);
    const auto there = place_store(t).by_code(request.param("code"));
    if (!there) return no_such_place();
    CUNKOU_TRY(remove_place(act, place_store(t), there->id, is_used(parts.users, t, there->id)));
    return Response::empty();
  });
}

json::object report_json(const ImportReport& report, std::string_view language) {
  using Action = ImportedRow::Action;
  json::array rows, bad;
  for (const auto& row : report.rows)
    rows.push_back({{"line", row.line},
                    {"code", row.place.code},
                    {"name", row.place.name},
                    {"level", name(row.place.level)},
                    {"action", name(row.action)}});
  for (const auto& row : report.bad)
    bad.push_back({{"line", row.line}, {"text", row.text}, {"reason", row.reason.in(language)}});
  return {{"add", report.count(Action::add)},
          {"change", report.count(Action::change)},
          {"same", report.count(Action::same)},
          {"rows", std::move(rows)},
          {"bad", std::move(bad)}};
}

Result<Response> import(const PlaceRouteParts& parts, const Request& request) {
  const auto may_edit = [&](std::string_view path) {
    return access::may(request.who, Permission::edit_places,
                       {path == "/" ? std::string() : std::string(path), {}});
  };
  const bool preview = request.query_param("preview").value_or("false") != "false";
  const auto report = preview ? parts.database.read([&](sql::Transaction& t) {
    return preview_import(place_store(t), request.body, may_edit);
  })
                              : parts.database.write([&](sql::Transaction& t) {
                                  auto act = journal::act_of(parts.clock, request, t);
                                  return import_places(act, place_store(t), request.body, may_edit);
                                });
  if (!report) return report.error();
  if (!preview && report->count(ImportedRow::Action::change) > 0) parts.listener.places_changed("/");
  return Response::json(report_json(*report, http::language_of(request)));
}

// The scope of a new place is its parent; a new county has none yet.
ScopeOf under_parent(const PlaceRouteParts& parts) {
  return [parts](const Request& request) -> Result<access::Scope> {
    Body body(request);
    const auto code = parse_division_code(body.optional_text("code").value_or(""));
    if (!code) return access::some_scope(request.who, Permission::edit_places);
    if (code->parent.empty()) return access::Scope{};
    return parts.database.read([&](sql::Transaction& t) -> Result<access::Scope> {
      const auto parent = place_store(t).by_code(code->parent);
      return access::Scope{parent ? parent->path : std::string(), {}};
    });
  };
}

ScopeOf at_place(const PlaceRouteParts& parts) {
  return [parts](const Request& request) {
    return parts.database.read([&](sql::Transaction& t) -> Result<access::Scope> {
      const auto place = place_store(t).by_code(request.param("code"));
      if (!place) return no_such_place();
      return access::Scope{place->path, {}};
    });
  };
}

}  // namespace

http::Routes place_routes(const PlaceRouteParts& parts) {
  http::Routes routes{route(Method::get, "/api/places", Permission::signed_in,
                            {"List the visible places with their ancestors", "places", "", "Places"}, {},
                            [parts](const Request& r) { return list(parts, r); }),
                      route(Method::post, "/api/places", Permission::edit_places,
                            {"Add a place", "places", "NewPlace", "Place"}, under_parent(parts),
                            [parts](const Request& r) { return add(parts, r); }),
                      route(Method::patch, "/api/places/{code}", Permission::edit_places,
                            {"Change a place's name or coordinates", "places", "PlaceChange", "Place"},
                            at_place(parts), [parts](const Request& r) { return change(parts, r); }),
                      route(Method::delete_, "/api/places/{code}", Permission::edit_places,
                            {"Delete a place that was never used", "places", "", ""}, at_place(parts),
                            [parts](const Request& r) { return remove(parts, r); }),
                      route(Method::post, "/api/places/import", Permission::edit_places,
                            {"Import places from CSV; with ?preview=true only report the effect", "places",
                             "PlacesCsv", "PlaceImport"},
                            {}, [parts](const Request& r) { return import(parts, r); })};
  routes.back().body_bytes_max = limits::import_places_bytes;
  return routes;
}

}  // namespace cunkou::places
