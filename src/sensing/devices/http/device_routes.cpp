#include "sensing/devices/http/device_routes.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "base/by_id.hpp"
#include "base/clock.hpp"
#include "base/json_values.hpp"
#include "core/journal/act_of.hpp"
#include "core/people/people_store.hpp"
#include "core/places/place_store.hpp"
#include "platform/http/body.hpp"
#include "platform/http/make_route.hpp"
#include "platform/http/page.hpp"
#include "platform/http/problem.hpp"
#include "platform/sql/database.hpp"
#include "sensing/devices/add_device.hpp"
#include "sensing/devices/begin_streams.hpp"
#include "sensing/devices/change_device.hpp"
#include "sensing/devices/device_store.hpp"
#include "sensing/devices/device_token.hpp"
#include "sensing/devices/find_device.hpp"
#include "sensing/devices/limits.hpp"
#include "sensing/devices/refresh_registry.hpp"
#include "sensing/formats/refusal_json.hpp"
#include "sensing/sensorthings/entity_store.hpp"
#include "sensing/sensorthings/viewer.hpp"
#include "sensing/series/curves.hpp"
#include "sensing/series/store.hpp"

namespace cunkou::devices {
namespace {

namespace json = boost::json;
using access::Permission;
using http::Body;
using http::field_problem;
using http::Method;
using http::read_page;
using http::Request;
using http::Response;
using http::route;
using http::ScopeOf;

json::object profile_json(const Profile& profile) {
  json::array quantities, actuators;
  for (const auto& q : profile.quantities) {
    if (q.reported) continue;
    quantities.push_back(json::object{
        {"code", q.name}, {"name", label_json(q.label)}, {"unit", q.unit}, {"min", q.min}, {"max", q.max}});
  }
  for (const auto& a : profile.actuators)
    actuators.push_back(json::object{{"name", a.name}, {"kind", name(a.kind)}});
  return {{"code", profile.name},
          {"name", label_json(profile.label)},
          {"open", profile.open},
          {"quantities", std::move(quantities)},
          {"actuators", std::move(actuators)}};
}

Result<Response> profiles(const DeviceRouteParts& parts, const Request&) {
  json::array out;
  for (const auto& profile : parts.registry.profiles()) out.push_back(profile_json(profile));
  return Response::json(json::object{{"profiles", std::move(out)}});
}

struct Shown {  // a device with the names of its place and Thing
  Device device;
  std::string place_code, place_name, thing_name;
};

std::optional<Instant> last_reading(const DeviceRouteParts& parts, const DeviceEntry& entry) {
  std::optional<Instant> last;
  const auto ids = ids_of(entry.streams);
  for (const auto& latest : parts.series.latest(ids, parts.clock.now() + limits::future_max))
    last = std::max(last.value_or(latest.point.time), latest.point.time);
  return last;
}

json::object device_json(const DeviceRouteParts& parts, const Shown& shown) {
  const auto& device = shown.device;
  const auto entry = parts.registry.by_id(device.id);
  return {{"id", device.id.value},
          {"name", device.name},
          {"profile", device.profile},
          {"place", json::object{{"code", shown.place_code}, {"name", shown.place_name}}},
          {"thing", json::object{{"id", device.thing.value}, {"name", shown.thing_name}}},
          {"connected", parts.connections.is_connected(device.id)},
          {"lastReadingAt", iso_or_null(entry ? last_reading(parts, *entry) : std::nullopt)},
          {"refused", entry ? entry->stats->counts().refused : 0},
          {"tokenValid", !device.token_hash.empty()}};
}

// Two reads for any number of devices.
std::vector<Shown> shown(sql::Transaction& t, std::vector<Device> devices) {
  std::vector<PlaceId> place_ids;
  std::vector<ThingId> thing_ids;
  for (const auto& device : devices) {
    place_ids.push_back(device.place);
    thing_ids.push_back(device.thing);
  }
  const auto places = by_id(places::place_store(t).by_ids(place_ids));
  const auto things = by_id(sensorthings::entity_store(t).things(thing_ids));
  std::vector<Shown> all;
  for (auto& device : devices) {
    const auto* place = find_in(places, device.place);
    const auto* thing = find_in(things, device.thing);
    Shown& out = all.emplace_back();
    if (place) out.place_code = place->code, out.place_name = place->name;
    if (thing) out.thing_name = thing->name;
    out.device = std::move(device);
  }
  return all;
}

Result<Shown> find_shown(const DeviceRouteParts& parts, DeviceId id) {
  return parts.database.read([&](sql::Transaction& t) -> Result<Shown> {
    auto device = device_store(t).device(id);
    if (!device) return no_such_device();
    return std::move(shown(t, {std::move(*device)}).front());
  });
}

json::value last_reading_json(const std::vector<series::Latest>& latest, const StreamEntry& stream,
                              Instant now) {
  const auto found = std::ranges::find(latest, stream.id, &series::Latest::stream);
  if (found == latest.end()) return nullptr;
  constexpr Duration interval = seconds(200);  // of any device: late after ten minutes
  return series::latest_json(found->point, stream.unit, interval, now);
}

json::array streams_json(const DeviceRouteParts& parts, const DeviceEntry& entry) {
  const auto latest = parts.series.latest(ids_of(entry.streams), parts.clock.now() + limits::future_max);
  json::array out;
  for (const auto& stream : entry.streams) {
    json::value quantity;
    if (!stream.quantity.empty()) quantity = stream.quantity;
    out.push_back(
        json::object{{"id", stream.id.value},
                     {"name", stream.name},
                     {"quantity", std::move(quantity)},
                     {"unit", stream.unit},
                     {"latest", last_reading_json(latest, stream, parts.clock.now())},
                     {"count", parts.series.totals(stream.id).count + parts.series.text_count(stream.id)}});
  }
  return out;
}

Result<Response> show(const DeviceRouteParts& parts, const Request& request) {
  CUNKOU_TRY_VALUE(entry, find_device(parts.registry, request.id_param("id")));
  CUNKOU_TRY_VALUE(device, find_shown(parts, entry->device));
  auto out = device_json(parts, device);
  out["streams"] = streams_json(parts, *entry);
  const auto counts = entry->stats->counts();
  out["counts"] = json::object{{"added", counts.added},
                               {"equal", counts.equal},
                               {"replaced", counts.replaced},
                               {"refused", counts.refused}};
  json::array refusals;
  for (const auto& refusal : entry->stats->refusals())
    refusals.push_back(formats::refusal_json(refusal, http::language_of(request)));
  out["refusals"] = std::move(refusals);
  return Response::json(out);
}

Result<std::string> wanted_path(sql::Transaction& t, const Request& request) {
  const auto code = request.query_param("place").value_or("");
  if (code.empty()) return std::string();
  const auto place = places::place_store(t).by_code(code);
  if (!place) return places::no_such_place();
  return place->path;
}

Result<Response> list(const DeviceRouteParts& parts, const Request& request) {
  const auto thing = request.query_param("greenhouse").value_or("");
  CUNKOU_TRY_VALUE(page, read_page(request));
  struct Found {
    std::size_t count = 0;  // of all matches
    std::vector<Shown> page;
  };
  const auto found = parts.database.read([&](sql::Transaction& t) -> Result<Found> {
    CUNKOU_TRY_VALUE(path, wanted_path(t, request));
    Found all;
    std::vector<Device> on_page;
    const auto visible = sensorthings::entity_store(t).visible_things(sensorthings::viewer_of(request.who));
    for (auto& device : device_store(t).devices_by_name()) {
      if (!visible.contains(device.thing)) continue;
      const auto entry = parts.registry.by_id(device.id);
      if (!entry || !entry->scope.place_path.starts_with(path)) continue;
      if (!thing.empty() && std::to_string(device.thing.value) != thing) continue;
      if (all.count++ >= page.skip && on_page.size() < page.top) on_page.push_back(std::move(device));
    }
    all.page = shown(t, std::move(on_page));
    return all;
  });
  if (!found) return found.error();
  json::array devices;
  for (const auto& device : found->page) devices.push_back(device_json(parts, device));
  return Response::json(json::object{{"count", found->count}, {"devices", std::move(devices)}});
}

// The last reading of every visible stream, in one response.
Result<Response> list_latest(const DeviceRouteParts& parts, const Request& request) {
  const auto path = parts.database.read([&](sql::Transaction& t) { return wanted_path(t, request); });
  if (!path) return path.error();
  const auto now = parts.clock.now();
  json::array out;
  for (const auto& entry : parts.registry.devices()) {
    if (!entry->scope.place_path.starts_with(*path)) continue;
    if (!access::may(request.who, Permission::see, entry->scope)) continue;
    const auto latest = parts.series.latest(ids_of(entry->streams), now + limits::future_max);
    for (const auto& stream : entry->streams) {
      const auto found = std::ranges::find(latest, stream.id, &series::Latest::stream);
      if (found == latest.end()) continue;
      out.push_back(json::object{{"deviceId", entry->device.value},
                                 {"device", entry->name},
                                 {"thingId", entry->thing.value},
                                 {"streamId", stream.id.value},
                                 {"name", stream.name},
                                 {"unit", stream.unit},
                                 {"value", found->point.value},
                                 {"at", to_iso(found->point.time)}});
    }
  }
  return Response::json(json::object{{"at", to_iso(now)}, {"latest", std::move(out)}});
}

Result<Response> show_series(const DeviceRouteParts& parts, const Request& request) {
  CUNKOU_TRY_VALUE(entry, find_device(parts.registry, request.id_param("id")));
  const auto wanted = series::words_of(request.query_param("quantities").value_or(""));
  std::vector<series::CurveStream> streams;
  for (const auto& one : entry->streams)
    if (wanted.empty() || std::ranges::count(wanted, one.name))
      streams.push_back({one.id, one.name, one.unit});
  const auto parameter = [&](std::string_view name) { return request.query_param(name); };
  CUNKOU_TRY_VALUE(asked, series::read_curve_query(parts.series, streams, parameter, parts.clock.now()));
  CUNKOU_TRY_VALUE(all, series::curves_json(parts.series, streams, asked));
  return Response::json(json::object{{"from", to_iso(asked.range.from)},
                                     {"to", to_iso(asked.range.to)},
                                     {"step", asked.step.count()},
                                     {"series", std::move(all)}});
}

struct Registration {
  std::string name, profile, place_code;
  HouseholdId household;
  ThingId thing;
};

Registration read_registration(Body& body) {
  Registration wanted;
  wanted.name = body.text("name");
  wanted.profile = body.text("profile");
  wanted.thing = ThingId(body.optional_integer("thingId").value_or(0));
  wanted.place_code = wanted.thing ? body.optional_text("placeCode").value_or("") : body.text("placeCode");
  wanted.household = HouseholdId(body.optional_integer("householdId").value_or(0));
  return wanted;
}

// The scope of the new device: that of its Thing, or of the place with the code.
Result<access::Scope> scope_of_new_device(const DeviceRouteParts& parts, const Request& request) {
  Body body(request);
  const auto wanted = read_registration(body);
  return parts.database.read([&](sql::Transaction& t) -> Result<access::Scope> {
    if (wanted.thing) {
      auto scope = sensorthings::entity_store(t).scope(wanted.thing);
      if (scope.place_path.empty() && !scope.household) return no_such_thing();
      return scope;
    }
    if (wanted.place_code.empty()) return access::some_scope(request.who, Permission::add_devices);
    const auto place = places::place_store(t).by_code(wanted.place_code);
    if (!place) return places::no_such_place();
    return access::Scope{place->path, wanted.household};
  });
}

void refresh(const DeviceRouteParts& parts, DeviceId device, ThingId thing) {
  if (device) refresh_registry(parts.database, parts.registry, device);
  parts.listener.things_changed({thing});
}

Result<Response> add(const DeviceRouteParts& parts, const Request& request) {
  Body body(request);
  const auto wanted = read_registration(body);
  if (auto refusal = body.refusal()) return *refusal;
  const auto* profile = parts.registry.profile(wanted.profile);
  if (!profile)
    return field_problem(request, "profile", invalid({"没有这种设备", "there is no such profile"}));
  const auto added = parts.database.write([&](sql::Transaction& t) -> Result<NewDevice> {
    auto act = journal::act_of(parts.clock, request, t);
    AddDevice device{wanted.name, {}, wanted.household, wanted.thing};
    if (const auto place = places::place_store(t).by_code(wanted.place_code)) device.place = place->id;
    return add_device(act, sensorthings::entity_store(t), device_store(t), places::place_store(t),
                      people::people_store(t), *profile, device);
  });
  if (!added) return added.error();
  forget_leftovers(parts.series, added->streams);
  refresh(parts, added->device.id, added->device.thing);
  CUNKOU_TRY_VALUE(device, find_shown(parts, added->device.id));
  return Response::json(json::object{{"device", device_json(parts, device)}, {"token", added->token}}, 201);
}

Result<Response> rename(const DeviceRouteParts& parts, const Request& request) {
  CUNKOU_TRY_VALUE(entry, find_device(parts.registry, request.id_param("id")));
  Body body(request);
  const auto called = body.optional_text("name");
  if (auto refusal = body.refusal()) return *refusal;
  if (called) {
    const auto renamed = parts.database.write([&](sql::Transaction& t) -> Result<Device> {
      auto act = journal::act_of(parts.clock, request, t);
      return rename_device(act, device_store(t), entry->device, *called);
    });
    if (!renamed) return renamed.error();
    refresh(parts, entry->device, entry->thing);
  }
  return show(parts, request);
}

Result<Response> renew(const DeviceRouteParts& parts, const Request& request) {
  CUNKOU_TRY_VALUE(entry, find_device(parts.registry, request.id_param("id")));
  const auto token = parts.database.write([&](sql::Transaction& t) -> Result<std::string> {
    auto act = journal::act_of(parts.clock, request, t);
    return renew_token(act, device_store(t), entry->device);
  });
  if (!token) return token.error();
  refresh(parts, entry->device, entry->thing);
  parts.connections.disconnect(entry->device);
  return Response::json(json::object{{"token", *token}});
}

Result<Response> revoke(const DeviceRouteParts& parts, const Request& request) {
  CUNKOU_TRY_VALUE(entry, find_device(parts.registry, request.id_param("id")));
  const auto revoked = parts.database.write([&](sql::Transaction& t) -> Result<Device> {
    auto act = journal::act_of(parts.clock, request, t);
    return revoke_token(act, device_store(t), entry->device);
  });
  if (!revoked) return revoked.error();
  refresh(parts, entry->device, entry->thing);
  parts.connections.disconnect(entry->device);
  return Response::empty();
}

Result<Response> remove(const DeviceRouteParts& parts, const Request& request) {
  CUNKOU_TRY_VALUE(entry, find_device(parts.registry, request.id_param("id")));
  const auto removed = parts.database.write([&](sql::Transaction& t) -> Result<Device> {
    auto act = journal::act_of(parts.clock, request, t);
    return remove_device(act, device_store(t), entry->device);
  });
  if (!removed) return removed.error();
  refresh(parts, entry->device, entry->thing);
  parts.connections.disconnect(entry->device);
  return Response::empty();
}

}  // namespace

http::Routes device_routes(const DeviceRouteParts& parts) {
  const auto at = [parts](const Request& r) { return device_scope(parts.registry, r.id_param("id")); };
  const auto bind = [parts](Result<Response> (*f)(const DeviceRouteParts&, const Request&)) {
    return [parts, f](const Request& r) { return f(parts, r); };
  };
  const auto manage = Permission::add_devices;
  http::Routes routes;
  routes.push_back(route(Method::get, "/api/profiles", Permission::signed_in,
                         {"List device profiles", "devices", "", "Profiles"}, nullptr, bind(profiles)));
  routes.push_back(route(Method::get, "/api/devices", Permission::see,
                         {"List the visible devices", "devices", "", "Devices"}, nullptr, bind(list)));
  routes.push_back(route(
      Method::post, "/api/devices", manage,
      {"Register a device; its token is shown once", "devices", "DeviceRequest", "NewDevice"},
      [parts](const Request& r) { return scope_of_new_device(parts, r); }, bind(add)));
  routes.push_back(
      route(Method::get, "/api/devices/{id}", Permission::see,
            {"Show a device with its streams and refused readings", "devices", "", "DeviceDetail"}, at,
            bind(show)));
  routes.push_back(route(Method::get, "/api/devices/{id}/series", Permission::see,
                         {"Curves of a device's streams", "devices", "", "DeviceSeries"}, at,
                         bind(show_series)));
  routes.push_back(route(Method::get, "/api/latest", Permission::see,
                         {"The latest reading of every visible stream", "devices", "", "LatestReadings"},
                         nullptr, bind(list_latest)));
  routes.push_back(route(Method::patch, "/api/devices/{id}", manage,
                         {"Rename a device", "devices", "DeviceChange", "DeviceDetail"}, at, bind(rename)));
  routes.push_back(route(Method::delete_, "/api/devices/{id}", Permission::remove,
                         {"Remove a device; its readings are kept", "devices", "", ""}, at, bind(remove)));
  routes.push_back(route(Method::post, "/api/devices/{id}/token", manage,
                         {"Renew the token; the old one is revoked at once", "devices", "", "Token"}, at,
                         bind(renew)));
  routes.push_back(route(Method::delete_, "/api/devices/{id}/token", manage,
                         {"Revoke the token", "devices", "", ""}, at, bind(revoke)));
  return routes;
}

}  // namespace cunkou::devices
