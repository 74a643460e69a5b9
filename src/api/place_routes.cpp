#include "api/place_routes.hpp"

#include <boost/json.hpp>
#include <charconv>
#include <set>
#include <unordered_map>

#include "api/body.hpp"
#include "api/greenhouse_directory.hpp"
#include "api/monitor_service.hpp"
#include "api/routes.hpp"
#include "base/limits.hpp"
#include "core/people/people_store.hpp"
#include "core/places/add_place.hpp"
#include "core/places/division_code.hpp"
#include "core/places/import_places.hpp"
#include "core/places/place_store.hpp"
#include "platform/http/problem.hpp"

namespace cunkou::api {
namespace {

namespace json = boost::json;
using access::Permission;
using http::Method;
using http::Request;
using http::Response;
using places::Place;

const Error no_such_place = not_found("没有这个地方|There is no such place");

std::vector<PlaceId> ids_in(std::string_view path) {
  std::vector<PlaceId> ids;
  for (std::size_t at = 1; at < path.size(); at = path.find('/', at) + 1) {
    std::int64_t id = 0;
    std::from_chars(path.data() + at, path.data() + path.size(), id);
    ids.emplace_back(id);
  }
  return ids;
}

// How many greenhouses that one may see stand in each place or below it.
std::unordered_map<PlaceId, std::int64_t> greenhouse_counts(Context& c, const access::Identity& who) {
  std::unordered_map<PlaceId, std::int64_t> counts;
  const auto all = c.greenhouses.all();
  for (const auto& [id, info] : *all) {
    if (!access::may(who, Permission::see, info.scope)) continue;
    for (auto place : ids_in(info.scope.place_path)) ++counts[place];
  }
  return counts;
}

json::object place_json(const Place& place, const std::string& parent_code, std::int64_t greenhouses) {
  json::object shown{{"id", place.id.value},       {"code", place.code},        {"name", place.name},
                     {"level", name(place.level)}, {"parentCode", nullptr},     {"latitude", nullptr},
                     {"longitude", nullptr},       {"greenhouses", greenhouses}};
  if (!parent_code.empty()) shown["parentCode"] = parent_code;
  if (place.at) shown["latitude"] = place.at->latitude, shown["longitude"] = place.at->longitude;
  return shown;
}

json::object place_json(Context& c, const access::Identity& who, sql::Transaction& t, const Place& place) {
  const auto parent = places::place_store(t).by_id(place.parent);
  return place_json(place, parent ? parent->code : std::string(), greenhouse_counts(c, who)[place.id]);
}

// Where one's households stand.
std::vector<std::string> household_paths(sql::Transaction& t, const access::Identity& who) {
  std::vector<std::string> paths;
  for (const auto& grant : who.grants)
    if (const auto household = people::people_store(t).household(grant.household))
      if (const auto place = places::place_store(t).by_id(household->place)) paths.push_back(place->path);
  return paths;
}

// What one may see, and what stands above it, so that it hangs together.
std::vector<Place> visible_places(sql::Transaction& t, const access::Identity& who) {
  const auto all = places::place_store(t).all();
  std::set<PlaceId> shown;
  const auto show = [&](std::string_view path) {
    for (auto id : ids_in(path)) shown.insert(id);
  };
  for (const auto& place : all)
    if (access::may(who, Permission::see, {place.path, {}})) show(place.path);
  for (const auto& path : household_paths(t, who)) show(path);
  std::vector<Place> visible;
  for (const auto& place : all)
    if (shown.contains(place.id)) visible.push_back(place);
  return visible;
}

Result<Response> list(Context& c, const Request& request) {
  auto counts = greenhouse_counts(c, request.who);
  return c.database.read([&](sql::Transaction& t) -> Result<Response> {
    const auto visible = visible_places(t, request.who);
    std::unordered_map<PlaceId, std::string> codes;
    for (const auto& place : visible) codes[place.id] = place.code;
    json::array shown;
    for (const auto& place : visible)
      shown.push_back(place_json(place, codes[place.parent], counts[place.id]));
    return Response::json(json::object{{"places", std::move(shown)}});
  });
}

struct Position {
  std::optional<places::Geometry> at;
  std::optional<Response> refusal;
};

Position position(Body& body, const Request& request) {
  const auto latitude = body.maybe_number("latitude"), longitude = body.maybe_number("longitude");
  if (auto refusal = body.refusal()) return {{}, refusal};
  if (latitude.has_value() != longitude.has_value() || body.is_null("latitude") != body.is_null("longitude"))
    return {{},
            field_problem(request, latitude ? "longitude" : "latitude",
                          invalid("经度和纬度要一起填|Fill in both latitude and longitude"))};
  if (!latitude) return {};
  return {places::Geometry{*latitude, *longitude}, {}};
}

Result<Response> add(Context& c, const Request& request) {
  Body body(request);
  places::AddPlace wanted{
      body.text("code"), body.text("name"), body.maybe_text("parentCode").value_or(""), {}};
  const auto where = position(body, request);
  if (where.refusal) return *where.refusal;
  wanted.at = where.at;
  return c.database.write([&](sql::Transaction& t) -> Result<Response> {
    auto act = act_of(c, request, t);
    const auto place = places::add_place(act, places::place_store(t), wanted);
    if (!place) return place.error();
    return Response::json(place_json(c, request.who, t, *place), 201);
  });
}

void places_changed(Context& c, const std::string& path) {
  c.greenhouses.refresh();
  const auto all = c.greenhouses.all();
  for (const auto& [id, info] : *all)
    if (info.scope.place_path.starts_with(path)) c.control.greenhouse_changed(id);
}

Result<Response> change(Context& c, const Request& request) {
  Body body(request);
  places::ChangePlace wanted{body.maybe_text("name"), {}};
  const bool nowhere = body.is_null("latitude") && body.is_null("longitude");
  const auto where = position(body, request);
  if (where.refusal) return *where.refusal;
  if (where.at || nowhere) wanted.at = where.at;
  std::string path;
  auto response = c.database.write([&](sql::Transaction& t) -> Result<Response> {
    auto act = act_of(c, request, t);
    const auto there = places::place_store(t).by_code(request.param("code"));
    if (!there) return no_such_place;
    path = there->path;
    const auto place = places::change_place(act, places::place_store(t), there->id, wanted);
    if (!place) return place.error();
    return Response::json(place_json(c, request.who, t, *place));
  });
  if (response) places_changed(c, path);
  return response;
}

Result<Response> remove(Context& c, const Request& request) {
  return c.database.write([&](sql::Transaction& t) -> Result<Response> {
    auto act = act_of(c, request, t);
    const auto there = places::place_store(t).by_code(request.param("code"));
    if (!there) return no_such_place;
    CUNKOU_TRY(places::remove_place(act, places::place_store(t), there->id));
    return Response::empty();
  });
}

json::object report_json(const places::ImportReport& report, std::string_view language) {
  using Action = places::ImportedRow::Action;
  json::array rows, bad;
  for (const auto& row : report.rows)
    rows.push_back({{"line", row.line},
                    {"code", row.place.code},
                    {"name", row.place.name},
                    {"level", name(row.place.level)},
                    {"action", name(row.action)}});
  for (const auto& row : report.bad)
    bad.push_back({{"line", row.line}, {"text", row.text}, {"reason", in_language(row.reason, language)}});
  return {{"add", report.count(Action::add)},
          {"change", report.count(Action::change)},
          {"same", report.count(Action::same)},
          {"rows", std::move(rows)},
          {"bad", std::move(bad)}};
}

Result<Response> import(Context& c, const Request& request) {
  const auto may_edit = [&](std::string_view path) {
    return access::may(request.who, Permission::edit_places,
                       {path == "/" ? std::string() : std::string(path), {}});
  };
  const bool preview = request.query_param("preview").value_or("false") != "false";
  const auto report =
      preview ? c.database.read([&](sql::Transaction& t) {
        return places::preview_import(places::place_store(t), request.body, may_edit);
      })
              : c.database.write([&](sql::Transaction& t) {
                  auto act = act_of(c, request, t);
                  return places::import_places(act, places::place_store(t), request.body, may_edit);
                });
  if (!report) return report.error();
  if (!preview && report->count(places::ImportedRow::Action::change) > 0) places_changed(c, "/");
  return Response::json(report_json(*report, http::language_of(request)));
}

// A new place stands under its parent; a new county nowhere yet.
ScopeOf under_parent(Context& c) {
  return [&c](const Request& request) -> Result<access::Scope> {
    Body body(request);
    const auto code = places::parse_division_code(body.maybe_text("code").value_or(""));
    if (!code || code->parent.empty()) return access::Scope{};
    return c.database.read([&](sql::Transaction& t) -> Result<access::Scope> {
      const auto parent = places::place_store(t).by_code(code->parent);
      return access::Scope{parent ? parent->path : std::string(), {}};
    });
  };
}

ScopeOf at_place(Context& c) {
  return [&c](const Request& request) {
    return c.database.read([&](sql::Transaction& t) -> Result<access::Scope> {
      const auto place = places::place_store(t).by_code(request.param("code"));
      if (!place) return no_such_place;
      return access::Scope{place->path, {}};
    });
  };
}

}  // namespace

http::Routes place_routes(Context& c) {
  http::Routes routes{route(Method::get, "/api/places", Permission::signed_in,
                            {"Places that one may see, with those above them", "places", "", "Places"}, {},
                            [&c](const Request& r) { return list(c, r); }),
                      route(Method::post, "/api/places", Permission::edit_places,
                            {"Add a place", "places", "NewPlace", "Place"}, under_parent(c),
                            [&c](const Request& r) { return add(c, r); }),
                      route(Method::patch, "/api/places/{code}", Permission::edit_places,
                            {"Change a place's name or position", "places", "PlaceChange", "Place"},
                            at_place(c), [&c](const Request& r) { return change(c, r); }),
                      route(Method::delete_, "/api/places/{code}", Permission::edit_places,
                            {"Take away a place that was never used", "places", "", ""}, at_place(c),
                            [&c](const Request& r) { return remove(c, r); }),
                      route(Method::post, "/api/places/import", Permission::edit_places,
                            {"Import places from CSV; with ?preview=true only say what would happen",
                             "places", "PlacesCsv", "PlaceImport"},
                            {}, [&c](const Request& r) { return import(c, r); })};
  routes.back().body_bytes_max = limits::import_places_bytes;
  return routes;
}

}  // namespace cunkou::api
