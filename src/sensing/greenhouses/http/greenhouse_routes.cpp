#include "sensing/greenhouses/http/greenhouse_routes.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "base/by_id.hpp"
#include "base/json_values.hpp"
#include "core/journal/act_of.hpp"
#include "core/people/person_names.hpp"
#include "platform/http/body.hpp"
#include "platform/http/make_route.hpp"
#include "platform/http/problem.hpp"
#include "platform/sql/database.hpp"
#include "sensing/devices/change_device.hpp"
#include "sensing/devices/limits.hpp"
#include "sensing/devices/refresh_registry.hpp"
#include "sensing/devices/registry.hpp"
#include "sensing/greenhouses/change_greenhouse.hpp"
#include "sensing/greenhouses/http/greenhouse_json.hpp"
#include "sensing/greenhouses/http/series_json.hpp"
#include "sensing/greenhouses/planting.hpp"
#include "sensing/monitor/monitor_json.hpp"
#include "sensing/sensorthings/entity_store.hpp"
#include "sensing/series/curves.hpp"

namespace cunkou::greenhouses {
namespace {

namespace json = boost::json;
using http::Method;
using http::Request;
using http::Response;
using http::route;
using http::ScopeOf;
using monitor::ThingInfo;
using Info = std::shared_ptr<const ThingInfo>;
using access::Permission;

std::optional<monitor::View> view_of(const GreenhouseRouteParts& parts, ThingId id) {
  return parts.service.query(
      [&](const monitor::Monitor& monitor, Instant now) { return monitor.view_of(id, now); });
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

bool is_connected(const GreenhouseRouteParts& parts, const ThingInfo& info) {
  return std::ranges::any_of(info.devices, [&](DeviceId id) { return parts.connections.is_connected(id); });
}

json::object card(const GreenhouseRouteParts& parts, const Seen& seen, Instant now) {
  auto out = card_json(
      *seen.info, seen.view,
      parts.series.latest(ids_of(seen.info->streams), parts.clock.now() + devices::limits::future_max),
      *parts.sentences, is_connected(parts, *seen.info), now);
  out["spark"] = spark_json(parts.series, *seen.info, seen.view.bands, now);
  return out;
}

Result<Response> list(const GreenhouseRouteParts& parts, const Request& request) {
  std::vector<Seen> all;
  for (auto& info : parts.greenhouses.visible_to(request.who, request.query_param("place")))
    if (auto view = view_of(parts, info->id)) all.push_back({std::move(info), std::move(*view)});
  std::sort(all.begin(), all.end(), comes_first);
  const auto now = parts.clock.now();
  json::array cards;
  for (const auto& seen : all) cards.push_back(card(parts, seen, now));
  return Response::json(json::object{{"at", to_iso(now)}, {"greenhouses", std::move(cards)}});
}

json::array streams_json(const GreenhouseRouteParts& parts, const ThingInfo& info, Instant now) {
  const auto latest =
      parts.series.latest(ids_of(info.streams), parts.clock.now() + devices::limits::future_max);
  json::array out;
  for (const auto& s : info.streams) {
    json::value last = nullptr;
    for (const auto& l : latest)
      if (l.stream == s.id) last = series::latest_json(l.point, s.unit, s.interval, now);
    out.push_back(json::object{
        {"id", s.id.value}, {"quantity", s.quantity}, {"unit", s.unit}, {"latest", std::move(last)}});
  }
  return out;
}

json::array actuators_json(const GreenhouseRouteParts& parts, const Request& request, const ThingInfo& info,
                           const monitor::View& view) {
  json::array out;
  if (!info.profile) return out;
  const auto names = parts.database.read(
      [&](sql::Transaction& t) { return people::person_names(t, persons_in(view.commands)); });
  const bool connected = is_connected(parts, info);
  for (const auto& actuator : info.profile->actuators) {
    const actuation::ActuatorState* state = nullptr;
    for (const auto& s : view.actuators)
      if (s.actuator == actuator.name) state = &s;
    json::value last = nullptr;
    for (const auto& course : view.commands)
      if (course.command.actuator == actuator.name)
        last = monitor::command_json(course, names, http::language_of(request));
    out.push_back(actuator_json(actuator, state, std::move(last), connected));
  }
  return out;
}

json::value planting_json(const monitor::View& view) {
  const auto planting = planting_of(view.thing);
  if (planting.crop.empty()) return nullptr;
  return json::object{{"crop", planting.crop},
                      {"stage", view.requirements.stage},
                      {"plantedAt", iso_or_null(planting.planted)}};
}

json::value derived_json(const agronomy::DerivedValue& derived) {
  if (derived.confidence == agronomy::Confidence::none) return nullptr;
  return derived.value;
}

json::object may_json(const Request& request, const ThingInfo& info) {
  const auto allowed = [&](Permission p) { return access::may(request.who, p, info.scope); };
  return {{"command", allowed(Permission::command)},
          {"settings", allowed(Permission::set_thresholds)},
          {"remove", allowed(Permission::remove)}};
}

Result<Response> show(const GreenhouseRouteParts& parts, const Request& request) {
  CUNKOU_TRY_VALUE(info, monitor::find_thing(parts.greenhouses, request.id_param("id")));
  auto view = view_of(parts, info->id);
  if (!view) return parts.greenhouses.no_such_thing();
  const auto now = parts.clock.now();
  auto out = card(parts, {info, *view}, now);
  out["streams"] = streams_json(parts, *info, now);
  out["actuators"] = actuators_json(parts, request, *info, *view);
  out["planting"] = planting_json(*view);
  out["automatic"] = view->thing.automatic;
  out["derived"] =
      json::object{{"vpd", derived_json(view->air.vpd)}, {"dewPoint", derived_json(view->air.dew_point)}};
  out["bands"] = bands_json(view->bands);
  out["may"] = may_json(request, *info);
  return Response::json(out);
}

struct GreenhouseForm {
  std::optional<std::string> name;
  ChangeGreenhouse settings;
};

GreenhouseForm read_form(http::Body& body) {
  const auto removable = [&](std::string_view field) {
    return body.is_null(field) ? std::optional<std::string>("") : body.optional_text(field);
  };
  const auto refuse_null = [&](std::string_view field, Label reason) {
    if (body.is_null(field)) body.check(field, invalid(std::move(reason)));
  };
  GreenhouseForm form{
      body.optional_text("name"),
      {removable("crop"), removable("stage"), removable("plantedAt"), body.optional_flag("automatic")}};
  refuse_null("name", {"名称应为文字", "name must be a text"});
  refuse_null("automatic", {"automatic 应为 true 或 false", "automatic must be true or false"});
  return form;
}

Result<Response> change(const GreenhouseRouteParts& parts, const Request& request) {
  CUNKOU_TRY_VALUE(info, monitor::find_thing(parts.greenhouses, request.id_param("id")));
  http::Body body(request);
  const auto form = read_form(body);
  if (auto refusal = body.refusal()) return *refusal;
  const auto id = info->id;
  const auto settled = parts.service.change([&](monitor::Monitor& monitor, Instant now) -> Result<void> {
    const auto view = monitor.view_of(id, now);
    if (!view) return parts.greenhouses.no_such_thing();
    CUNKOU_TRY_VALUE(wanted, with_change(view->thing, form.settings, now));
    CUNKOU_TRY(monitor.check(wanted));
    const auto stored = parts.database.write([&](sql::Transaction& t) -> Result<void> {
      auto act = journal::act_of(parts.clock, request, t);
      if (form.name) CUNKOU_TRY(devices::rename_thing(act, sensorthings::entity_store(t), id, *form.name));
      change_greenhouse(act, greenhouse_store(t), wanted);
      return {};
    });
    if (!stored) return stored.error();
    monitor.apply(wanted, now);
    return {};
  });
  if (!settled) return settled.error();
  parts.greenhouses.refresh();
  return show(parts, request);
}

// After the commit: drops the greenhouse from memory and its readings from the series.
void forget(const GreenhouseRouteParts& parts, const ThingInfo& info, const std::vector<StreamId>& streams) {
  for (const auto device : info.devices) devices::refresh_registry(parts.database, parts.registry, device);
  devices::refresh_registry(parts.database, parts.registry, info.id);
  for (const auto device : info.devices) parts.connections.disconnect(device);
  parts.service.thing_removed(info.id);
  parts.greenhouses.refresh();
  for (const auto stream : streams) parts.series.forget(stream);
}

Result<Response> remove(const GreenhouseRouteParts& parts, const Request& request) {
  CUNKOU_TRY_VALUE(info, monitor::find_thing(parts.greenhouses, request.id_param("id")));
  const auto write = [&](sql::Transaction& t) -> Result<std::vector<StreamId>> {
    auto act = journal::act_of(parts.clock, request, t);
    return devices::remove_thing(act, sensorthings::entity_store(t), info->id);
  };
  const auto gone = parts.service.remove_thing(info->id, [&] { return parts.database.write(write); });
  if (!gone) return gone.error();
  forget(parts, *info, *gone);
  return Response::empty();
}

}  // namespace

http::Routes greenhouse_routes(const GreenhouseRouteParts& parts) {
  const auto at = [parts](const Request& r) {
    return monitor::scope_of_thing(parts.greenhouses, r.id_param("id"));
  };
  return {route(Method::get, "/api/greenhouses", Permission::see,
                {"List the visible greenhouses, worst first", "greenhouses", "", "Greenhouses"}, {},
                [parts](const Request& r) { return list(parts, r); }),
          route(Method::get, "/api/greenhouses/{id}", Permission::see,
                {"Show a greenhouse", "greenhouses", "", "Greenhouse"}, at,
                [parts](const Request& r) { return show(parts, r); }),
          route(Method::get, "/api/greenhouses/{id}/series", Permission::see,
                {"Curves, bands, nights and marks of a time range", "greenhouses", "", "GreenhouseSeries"},
                at, [parts](const Request& r) { return show_series(parts, r); }),
          route(Method::patch, "/api/greenhouses/{id}", Permission::set_thresholds,
                {"Change name and planting", "greenhouses", "GreenhouseChange", "Greenhouse"}, at,
                [parts](const Request& r) { return change(parts, r); }),
          route(Method::delete_, "/api/greenhouses/{id}", Permission::remove,
                {"Remove a greenhouse, its devices and readings", "greenhouses", "", ""}, at,
                [parts](const Request& r) { return remove(parts, r); })};
}

}  // namespace cunkou::greenhouses
