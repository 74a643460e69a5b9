#include "api/greenhouse_routes.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>

#include "api/body.hpp"
#include "api/greenhouse_json.hpp"
#include "api/monitor_service.hpp"
#include "api/person_names.hpp"
#include "api/routes.hpp"
#include "api/series_json.hpp"
#include "base/limits.hpp"
#include "core/journal/act.hpp"
#include "core/places/place_store.hpp"
#include "platform/http/problem.hpp"
#include "sensing/devices/change_device.hpp"
#include "sensing/devices/registry.hpp"
#include "sensing/sensorthings/entity_store.hpp"

namespace cunkou::api {
namespace {

namespace json = boost::json;
using http::Method;
using http::Request;
using http::Response;
using Info = std::shared_ptr<const GreenhouseInfo>;
using access::Permission;

std::vector<StreamId> stream_ids(const GreenhouseInfo& info) {
  std::vector<StreamId> ids;
  for (const auto& s : info.streams) ids.push_back(s.id);
  return ids;
}

std::optional<monitor::View> look(Context& c, ThingId id) {
  return c.control.with([&](monitor::Monitor& monitor, Instant now) { return monitor.look(id, now); });
}

struct Seen {
  Info info;
  monitor::View view;
};

// Worst first, then by the length of the name's number: 2号棚 before 10号棚.
bool comes_first(const Seen& a, const Seen& b) {
  if (a.view.status != b.view.status) return a.view.status > b.view.status;
  if (a.info->name.size() != b.info->name.size()) return a.info->name.size() < b.info->name.size();
  return a.info->name < b.info->name;
}

bool is_connected(Context& c, const GreenhouseInfo& info) {
  return std::ranges::any_of(info.devices, [&](DeviceId id) { return c.device_connected(id); });
}

json::object card(Context& c, const Seen& seen, Instant now) {
  auto out = card_json(*seen.info, seen.view,
                       c.series.latest(stream_ids(*seen.info), c.clock.now() + limits::future_max),
                       is_connected(c, *seen.info), now);
  out["spark"] = spark_json(c.series, *seen.info, seen.view.bands, now);
  return out;
}

Result<Response> list(Context& c, const Request& request) {
  std::vector<Seen> all;
  for (auto& info : seen_greenhouses(c, request))
    if (auto view = look(c, info->id)) all.push_back({std::move(info), std::move(*view)});
  std::sort(all.begin(), all.end(), comes_first);
  const auto now = c.clock.now();
  json::array cards;
  for (const auto& seen : all) cards.push_back(card(c, seen, now));
  return Response::json(json::object{{"at", to_iso(now)}, {"greenhouses", std::move(cards)}});
}

json::array streams_json(Context& c, const GreenhouseInfo& info, Instant now) {
  const auto latest = c.series.latest(stream_ids(info), c.clock.now() + limits::future_max);
  json::array out;
  for (const auto& s : info.streams) {
    json::value last = nullptr;
    for (const auto& l : latest)
      if (l.stream == s.id) last = latest_json(l.point, s.unit, s.interval, now);
    out.push_back(json::object{
        {"id", s.id.value}, {"quantity", s.quantity}, {"unit", s.unit}, {"latest", std::move(last)}});
  }
  return out;
}

json::array actuators_json(Context& c, const Request& request, const GreenhouseInfo& info,
                           const monitor::View& view) {
  json::array out;
  if (!info.profile) return out;
  const auto names = person_names(c.database);
  const bool connected = is_connected(c, info);
  for (const auto& actuator : info.profile->actuators) {
    const actuation::ActuatorState* state = nullptr;
    for (const auto& s : view.actuators)
      if (s.actuator == actuator.name) state = &s;
    json::value last = nullptr;
    for (const auto& command : view.commands)
      if (command.actuator == actuator.name)
        last = command_with_steps(c, command, names, http::language_of(request));
    out.push_back(actuator_json(actuator, state, std::move(last), connected));
  }
  return out;
}

json::value planting_json(const monitor::View& view) {
  if (view.greenhouse.crop.empty()) return nullptr;
  return json::object{{"crop", view.greenhouse.crop},
                      {"stage", view.stage},
                      {"plantedAt", iso_or_null(view.greenhouse.planted)}};
}

json::value marked_json(const agronomy::Marked& marked) {
  if (marked.mark == agronomy::Mark::none) return nullptr;
  return marked.value;
}

json::object may_json(const Request& request, const GreenhouseInfo& info) {
  const auto allowed = [&](Permission p) { return access::may(request.who, p, info.scope); };
  return {{"command", allowed(Permission::command)},
          {"settings", allowed(Permission::set_thresholds)},
          {"remove", allowed(Permission::remove)}};
}

Result<Response> show(Context& c, const Request& request) {
  const auto info = greenhouse_of(c, request);
  if (!info) return info.error();
  auto view = look(c, (*info)->id);
  if (!view) return not_found("没有这个大棚|there is no such greenhouse");
  const auto now = c.clock.now();
  auto out = card(c, {*info, *view}, now);
  out["streams"] = streams_json(c, **info, now);
  out["actuators"] = actuators_json(c, request, **info, *view);
  out["planting"] = planting_json(*view);
  out["automatic"] = view->greenhouse.automatic;
  out["derived"] = json::object{{"vpd", marked_json(view->climate.vpd)},
                                {"dewPoint", marked_json(view->climate.dew_point)}};
  out["bands"] = bands_json(view->bands);
  out["may"] = may_json(request, **info);
  return Response::json(out);
}

// Of the place with that code, "" for no place; one that is not there has nothing under it.
std::string path_of(Context& c, const std::optional<std::string>& code) {
  if (!code || code->empty()) return "";
  const auto read = c.database.read([&](sql::Transaction& t) -> Result<std::string> {
    const auto place = places::place_store(t).by_code(*code);
    return place ? place->path : std::string("none");
  });
  return *read;
}

// What the body says, over what is there. A text of the wrong kind is refused by name.
Result<monitor::Greenhouse> changed(monitor::Greenhouse g, const json::object& body, Instant now) {
  const auto text = [&](const char* key, std::string& into) -> Result<void> {
    const auto* value = body.if_contains(key);
    if (!value) return {};
    if (value->is_null()) return into.clear(), Result<void>();
    if (!value->is_string()) return invalid(std::string(key) + " 应为文字|" + key + " must be a text");
    into = std::string(value->as_string());
    return {};
  };
  CUNKOU_TRY(text("crop", g.crop));
  CUNKOU_TRY(text("stage", g.stage));
  std::string planted = g.planted ? to_iso(*g.planted) : "";
  CUNKOU_TRY(text("plantedAt", planted));
  g.planted.reset();
  if (!planted.empty()) {
    const auto at = parse_instant(planted);
    if (!at) return at.error();
    if (*at > now + days(366))
      return invalid(
          "定植日期在一年以后，请核对年份|The planting date is more than a year ahead: check the year");
    g.planted = *at;
  }
  if (const auto* automatic = body.if_contains("automatic")) {
    if (!automatic->is_bool()) return invalid("automatic 应为 true 或 false|automatic must be true or false");
    g.automatic = automatic->as_bool();
  }
  return g;
}

Result<Response> change(Context& c, const Request& request) {
  const auto info = greenhouse_of(c, request);
  if (!info) return info.error();
  const auto body = request.json();
  if (!body) return body.error();
  if (!body->is_object()) return invalid("请求应为 JSON 对象|the body must be a JSON object");
  CUNKOU_TRY(refuse_other_fields(body->as_object(), {"name", "crop", "stage", "plantedAt", "automatic"}));
  const auto id = (*info)->id;
  const monitor::By by{request.who.person, "app"};
  const auto* called = body->as_object().if_contains("name");
  if (called && !called->is_string()) return invalid("名称应为文字|name must be a text");
  const auto settled = c.control.with([&](monitor::Monitor& monitor, Instant now) -> Result<void> {
    const auto view = monitor.look(id, now);
    if (!view) return not_found("没有这个大棚|there is no such greenhouse");
    const auto wanted = changed(view->greenhouse, body->as_object(), now);
    if (!wanted) return wanted.error();
    return monitor.configure(*wanted, by, now, [&](monitor::Stores& stores) -> Result<void> {
      if (!called) return {};
      journal::Act act{by.person, by.via, now, stores.journal};
      const auto renamed = devices::rename_thing(act, *stores.things, id, called->as_string());
      return renamed ? Result<void>() : renamed.error();
    });
  });
  if (!settled) return settled.error();
  c.greenhouses.refresh();
  return show(c, request);
}

// After the commit: what is in memory, and the readings.
void forget(Context& c, const GreenhouseInfo& info, const std::vector<StreamId>& streams) {
  for (const auto device : info.devices) refresh_from(c.database, c.registry, device);
  refresh_from(c.database, c.registry, info.id);
  for (const auto device : info.devices) c.disconnect_device(device);
  c.control.greenhouse_removed(info.id);
  for (const auto stream : streams) c.series.forget(stream);
}

Result<Response> remove(Context& c, const Request& request) {
  const auto info = greenhouse_of(c, request);
  if (!info) return info.error();
  const auto gone = c.database.write([&](sql::Transaction& t) -> Result<std::vector<StreamId>> {
    journal::Act act{request.who.person, "app", c.clock.now(), journal::journal_of(t)};
    return devices::remove_thing(act, sensorthings::entity_store(t), (*info)->id);
  });
  if (!gone) return gone.error();
  forget(c, **info, *gone);
  return Response::empty();
}

}  // namespace

Result<Info> greenhouse_of(Context& c, const Request& request) {
  const auto id = request.id_param("id");
  if (!id) return id.error();
  if (auto found = c.greenhouses.find(ThingId(*id))) return found;
  return not_found("没有这个大棚|there is no such greenhouse");
}

ScopeOf at_greenhouse(Context& c) {
  return [&c](const Request& request) -> Result<access::Scope> {
    const auto info = greenhouse_of(c, request);
    if (!info) return info.error();
    return (*info)->scope;
  };
}

std::vector<Info> seen_greenhouses(Context& c, const Request& request) {
  const auto all = c.greenhouses.all();
  const auto path = path_of(c, request.query_param("place"));
  std::vector<Info> out;
  for (const auto& [id, info] : *all) {
    if (!access::may(request.who, Permission::see, info.scope)) continue;
    if (!info.scope.place_path.starts_with(path)) continue;
    out.emplace_back(all, &info);
  }
  std::sort(out.begin(), out.end(), [](const Info& a, const Info& b) { return a->id < b->id; });
  return out;
}

http::Routes greenhouse_routes(Context& c) {
  const auto at = at_greenhouse(c);
  return {
      route(Method::get, "/api/greenhouses", Permission::see,
            {"The greenhouses one may see, worst first", "greenhouses", "", "Greenhouses"}, {},
            [&c](const Request& r) { return list(c, r); }),
      route(Method::get, "/api/greenhouses/{id}", Permission::see,
            {"One greenhouse", "greenhouses", "", "Greenhouse"}, at,
            [&c](const Request& r) { return show(c, r); }),
      route(Method::get, "/api/greenhouses/{id}/series", Permission::see,
            {"Curves, bands, nights and events of a stretch of time", "greenhouses", "", "GreenhouseSeries"},
            at, [&c](const Request& r) { return show_series(c, r); }),
      route(Method::patch, "/api/greenhouses/{id}", Permission::set_thresholds,
            {"Change name and planting", "greenhouses", "GreenhouseChange", "Greenhouse"}, at,
            [&c](const Request& r) { return change(c, r); }),
      route(Method::delete_, "/api/greenhouses/{id}", Permission::remove,
            {"Remove a greenhouse, its devices and readings", "greenhouses", "", ""}, at,
            [&c](const Request& r) { return remove(c, r); })};
}

}  // namespace cunkou::api
