#include "api/device_routes.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <unordered_map>

#include "api/body.hpp"
#include "api/greenhouse_directory.hpp"
#include "api/greenhouse_json.hpp"
#include "api/import_jobs.hpp"
#include "api/ingest_json.hpp"
#include "api/monitor_service.hpp"
#include "api/page.hpp"
#include "api/routes.hpp"
#include "api/series_json.hpp"
#include "base/clock.hpp"
#include "base/limits.hpp"
#include "core/people/people_store.hpp"
#include "core/places/place_store.hpp"
#include "platform/http/problem.hpp"
#include "sensing/devices/add_device.hpp"
#include "sensing/devices/begin_streams.hpp"
#include "sensing/devices/change_device.hpp"
#include "sensing/devices/device_store.hpp"
#include "sensing/devices/device_token.hpp"
#include "sensing/sensorthings/entity_store.hpp"
#include "sensing/sensorthings/viewer.hpp"
#include "sensing/series/store.hpp"

namespace cunkou::api {
namespace {

namespace json = boost::json;
using access::Permission;
using devices::Entry;
using http::Method;
using http::Request;
using http::Response;

Error no_device() { return not_found("没有这台设备|there is no such device"); }

std::vector<StreamId> stream_ids(const devices::DeviceEntry& entry) {
  std::vector<StreamId> ids;
  for (const auto& stream : entry.streams) ids.push_back(stream.id);
  return ids;
}

json::object label_json(const Label& label) { return {{"zh", label.zh}, {"en", label.en}}; }

json::object profile_json(const devices::Profile& profile) {
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

Result<Response> profiles(Context& c, const Request&) {
  json::array out;
  for (const auto& profile : c.registry.profiles()) out.push_back(profile_json(profile));
  return Response::json(json::object{{"profiles", std::move(out)}});
}

struct Shown {  // a device with the words that stand beside it
  devices::Device device;
  std::string place_code, place_name, thing_name;
};

std::optional<Instant> last_reading(Context& c, const devices::DeviceEntry& entry) {
  std::optional<Instant> last;
  const auto ids = stream_ids(entry);
  for (const auto& latest : c.series.latest(ids, c.clock.now() + limits::future_max))
    last = std::max(last.value_or(latest.point.time), latest.point.time);
  return last;
}

json::object device_json(Context& c, const Shown& shown) {
  const auto& device = shown.device;
  const auto entry = c.registry.by_id(device.id);
  return {{"id", device.id.value},
          {"name", device.name},
          {"profile", device.profile},
          {"place", json::object{{"code", shown.place_code}, {"name", shown.place_name}}},
          {"thing", json::object{{"id", device.thing.value}, {"name", shown.thing_name}}},
          {"connected", c.device_connected && c.device_connected(device.id)},
          {"lastReadingAt", iso_or_null(entry ? last_reading(c, *entry) : std::nullopt)},
          {"refused", entry ? entry->stats->counts().refused : 0},
          {"tokenValid", !device.token_hash.empty()}};
}

Shown shown(sql::Transaction& t, devices::Device device) {
  Shown out;
  if (const auto place = places::place_store(t).by_id(device.place))
    out.place_code = place->code, out.place_name = place->name;
  if (const auto thing = sensorthings::entity_store(t).thing(device.thing)) out.thing_name = thing->name;
  out.device = std::move(device);
  return out;
}

Result<Shown> find_shown(Context& c, DeviceId id) {
  return c.database.read([&](sql::Transaction& t) -> Result<Shown> {
    auto device = devices::device_store(t).device(id);
    if (!device) return no_device();
    return shown(t, std::move(*device));
  });
}

Result<Entry> entry_of(Context& c, const Request& request) {
  const auto id = request.id_param("id");
  if (!id) return id.error();
  auto entry = c.registry.by_id(DeviceId(*id));
  if (!entry) return no_device();
  return entry;
}

ScopeOf at_device(Context& c) {
  return [&c](const Request& request) -> Result<access::Scope> {
    const auto entry = entry_of(c, request);
    if (!entry) return entry.error();
    return (*entry)->scope;
  };
}

json::value last_reading_json(const std::vector<series::Latest>& latest, const devices::StreamEntry& stream,
                              Instant now) {
  const auto found = std::ranges::find(latest, stream.id, &series::Latest::stream);
  if (found == latest.end()) return nullptr;
  constexpr Duration interval = seconds(200);  // of any device: overdue after ten minutes
  return latest_json(found->point, stream.unit, interval, now);
}

json::array streams_json(Context& c, const devices::DeviceEntry& entry) {
  const auto latest = c.series.latest(stream_ids(entry), c.clock.now() + limits::future_max);
  json::array out;
  for (const auto& stream : entry.streams) {
    json::value quantity;
    if (!stream.quantity.empty()) quantity = stream.quantity;
    out.push_back(json::object{{"id", stream.id.value},
                               {"name", stream.name},
                               {"quantity", std::move(quantity)},
                               {"unit", stream.unit},
                               {"latest", last_reading_json(latest, stream, c.clock.now())},
                               {"count", c.series.totals(stream.id).count + c.series.text_count(stream.id)}});
  }
  return out;
}

Result<Response> show(Context& c, const Request& request) {
  const auto entry = entry_of(c, request);
  if (!entry) return entry.error();
  const auto device = find_shown(c, (*entry)->device);
  if (!device) return device.error();
  auto out = device_json(c, *device);
  out["streams"] = streams_json(c, **entry);
  const auto counts = (*entry)->stats->counts();
  out["counts"] = json::object{{"added", counts.added},
                               {"equal", counts.equal},
                               {"replaced", counts.replaced},
                               {"refused", counts.refused}};
  json::array refusals;
  for (const auto& refusal : (*entry)->stats->refusals())
    refusals.push_back(refusal_json(refusal, http::language_of(request)));
  out["refusals"] = std::move(refusals);
  return Response::json(out);
}

Result<std::string> wanted_path(sql::Transaction& t, const Request& request) {
  const auto code = request.query_param("place").value_or("");
  if (code.empty()) return std::string();
  const auto place = places::place_store(t).by_code(code);
  if (!place) return not_found("没有这个地方|there is no such place");
  return place->path;
}

Result<Response> list(Context& c, const Request& request) {
  const auto thing = request.query_param("greenhouse").value_or("");
  const auto page = read_page(request);
  if (!page) return page.error();
  auto found = c.database.read([&](sql::Transaction& t) -> Result<std::vector<Shown>> {
    const auto path = wanted_path(t, request);
    if (!path) return path.error();
    std::vector<Shown> out;
    for (auto& device : devices::device_store(t).devices(sensorthings::viewer_of(request.who))) {
      const auto entry = c.registry.by_id(device.id);
      if (!entry || !entry->scope.place_path.starts_with(*path)) continue;
      if (!thing.empty() && std::to_string(device.thing.value) != thing) continue;
      out.push_back(shown(t, std::move(device)));
    }
    return out;
  });
  if (!found) return found.error();
  json::array devices;
  for (std::size_t i = page->skip; i < found->size() && devices.size() < page->top; ++i)
    devices.push_back(device_json(c, (*found)[i]));
  return Response::json(json::object{{"count", found->size()}, {"devices", std::move(devices)}});
}

// The last reading of every stream that one may see, in one answer.
Result<Response> list_latest(Context& c, const Request& request) {
  const auto path = c.database.read([&](sql::Transaction& t) { return wanted_path(t, request); });
  if (!path) return path.error();
  const auto now = c.clock.now();
  json::array out;
  for (const auto& entry : c.registry.devices()) {
    if (!entry->scope.place_path.starts_with(*path)) continue;
    if (!access::may(request.who, Permission::see, entry->scope)) continue;
    const auto latest = c.series.latest(stream_ids(*entry), now + limits::future_max);
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

struct Wish {
  std::string name, profile, place_code;
  HouseholdId household;
  ThingId thing;
};

Wish read_wish(Body& body) {
  Wish wish;
  wish.name = body.text("name");
  wish.profile = body.text("profile");
  wish.thing = ThingId(body.maybe_integer("thingId").value_or(0));
  wish.place_code = wish.thing ? body.maybe_text("placeCode").value_or("") : body.text("placeCode");
  wish.household = HouseholdId(body.maybe_integer("householdId").value_or(0));
  return wish;
}

// Where the new device would stand: its Thing's, or the place of the code.
Result<access::Scope> scope_of_wish(Context& c, const Request& request) {
  Body body(request);
  const auto wish = read_wish(body);
  return c.database.read([&](sql::Transaction& t) -> Result<access::Scope> {
    if (wish.thing) {
      auto scope = sensorthings::entity_store(t).scope(wish.thing);
      if (scope.place_path.empty() && !scope.household)
        return not_found("没有这个大棚|there is no such thing");
      return scope;
    }
    const auto place = places::place_store(t).by_code(wish.place_code);
    if (!place)
      return wish.place_code.empty() ? Result<access::Scope>(access::Scope{{}, wish.household})
                                     : not_found("没有这个地方|there is no such place");
    return access::Scope{place->path, wish.household};
  });
}

void refresh(Context& c, DeviceId device, ThingId thing) {
  if (device) refresh_from(c.database, c.registry, device);
  refresh_from(c.database, c.registry, thing);
  c.greenhouses.refresh();
  if (c.greenhouses.find(thing)) c.control.greenhouse_changed(thing);
}

Result<Response> add(Context& c, const Request& request) {
  Body body(request);
  const auto wish = read_wish(body);
  if (auto refusal = body.refusal()) return *refusal;
  const auto* profile = c.registry.profile(wish.profile);
  if (!profile) return field_problem(request, "profile", invalid("没有这种设备|there is no such profile"));
  const auto added = c.database.write([&](sql::Transaction& t) -> Result<devices::NewDevice> {
    auto act = act_of(c, request, t);
    devices::AddDevice device{wish.name, {}, wish.household, wish.thing};
    if (const auto place = places::place_store(t).by_code(wish.place_code)) device.place = place->id;
    return devices::add_device(act, sensorthings::entity_store(t), devices::device_store(t),
                               places::place_store(t), people::people_store(t), *profile, device);
  });
  if (!added) return added.error();
  devices::forget_leftovers(c.series, added->streams);
  refresh(c, added->device.id, added->device.thing);
  const auto device = find_shown(c, added->device.id);
  if (!device) return device.error();
  return Response::json(json::object{{"device", device_json(c, *device)}, {"token", added->token}}, 201);
}

Result<Response> rename(Context& c, const Request& request) {
  const auto entry = entry_of(c, request);
  if (!entry) return entry.error();
  Body body(request);
  const auto called = body.maybe_text("name");
  if (auto refusal = body.refusal()) return *refusal;
  if (called) {
    const auto renamed = c.database.write([&](sql::Transaction& t) -> Result<devices::Device> {
      auto act = act_of(c, request, t);
      return devices::rename_device(act, devices::device_store(t), (*entry)->device, *called);
    });
    if (!renamed) return renamed.error();
    refresh(c, (*entry)->device, (*entry)->thing);
  }
  return show(c, request);
}

Result<Response> renew(Context& c, const Request& request) {
  const auto entry = entry_of(c, request);
  if (!entry) return entry.error();
  const auto token = c.database.write([&](sql::Transaction& t) -> Result<std::string> {
    auto act = act_of(c, request, t);
    return devices::renew_token(act, devices::device_store(t), (*entry)->device);
  });
  if (!token) return token.error();
  refresh(c, (*entry)->device, (*entry)->thing);
  if (c.disconnect_device) c.disconnect_device((*entry)->device);
  return Response::json(json::object{{"token", *token}});
}

Result<Response> revoke(Context& c, const Request& request) {
  const auto entry = entry_of(c, request);
  if (!entry) return entry.error();
  const auto revoked = c.database.write([&](sql::Transaction& t) -> Result<devices::Device> {
    auto act = act_of(c, request, t);
    return devices::revoke_token(act, devices::device_store(t), (*entry)->device);
  });
  if (!revoked) return revoked.error();
  refresh(c, (*entry)->device, (*entry)->thing);
  if (c.disconnect_device) c.disconnect_device((*entry)->device);
  return Response::empty();
}

Result<Response> remove(Context& c, const Request& request) {
  const auto entry = entry_of(c, request);
  if (!entry) return entry.error();
  const auto removed = c.database.write([&](sql::Transaction& t) -> Result<devices::Device> {
    auto act = act_of(c, request, t);
    return devices::remove_device(act, devices::device_store(t), (*entry)->device);
  });
  if (!removed) return removed.error();
  refresh(c, (*entry)->device, (*entry)->thing);
  if (c.disconnect_device) c.disconnect_device((*entry)->device);
  return Response::empty();
}

std::string_view name(Import::State state) {
  switch (state) {
    case Import::State::running:
      return "running";
    case Import::State::done:
      return "done";
    case Import::State::failed:
      return "failed";
  }
  return "failed";
}

Result<Response> begin_import(Context& c, ImportJobs& service, const Request& request) {
  const auto entry = entry_of(c, request);
  if (!entry) return entry.error();
  const auto id = service.begin((*entry)->device, request.body);
  if (!id) return id.error();
  return Response::json(json::object{{"id", *id}}, 202);
}

Result<Import> import_of(ImportJobs& service, const Request& request) {
  const auto id = request.id_param("id");
  if (!id) return id.error();
  auto found = service.find(*id);
  if (!found) return not_found("没有这次导入|there is no such import");
  return std::move(*found);
}

Result<Response> show_import(ImportJobs& service, const Request& request) {
  const auto import = import_of(service, request);
  if (!import) return import.error();
  const auto language = http::language_of(request);
  auto out = report_json(import->report, language);
  out["id"] = import->id;
  out["state"] = name(import->state);
  out["bytes"] = import->bytes;
  out["bytesTotal"] = import->bytes_total;
  out["error"] = nullptr;
  if (!import->error.empty()) out["error"] = in_language(import->error, language);
  return Response::json(out);
}

}  // namespace

http::Routes device_routes(Context& c) {
  const auto at = at_device(c);
  const auto service = std::make_shared<ImportJobs>(c);
  const auto bind = [&c](Result<Response> (*f)(Context&, const Request&)) {
    return [&c, f](const Request& r) { return f(c, r); };
  };
  const auto manage = Permission::add_devices;
  http::Routes routes;
  routes.push_back(route(Method::get, "/api/profiles", Permission::signed_in,
                         {"Kinds of devices", "devices", "", "Profiles"}, nullptr, bind(profiles)));
  routes.push_back(route(Method::get, "/api/devices", Permission::see,
                         {"The devices one may see", "devices", "", "Devices"}, nullptr, bind(list)));
  routes.push_back(route(
      Method::post, "/api/devices", manage,
      {"Register a device; its token is shown once", "devices", "DeviceWish", "NewDevice"},
      [&c](const Request& r) { return scope_of_wish(c, r); }, bind(add)));
  routes.push_back(route(Method::get, "/api/devices/{id}", Permission::see,
                         {"One device, its streams and refusals", "devices", "", "DeviceDetail"}, at,
                         bind(show)));
  routes.push_back(route(Method::get, "/api/devices/{id}/series", Permission::see,
                         {"Curves of a device's streams", "devices", "", "DeviceSeries"}, at,
                         bind(show_device_series)));
  routes.push_back(
      route(Method::get, "/api/latest", Permission::see,
            {"The last reading of every stream that one may see", "devices", "", "LatestReadings"}, nullptr,
            bind(list_latest)));
  routes.push_back(route(Method::patch, "/api/devices/{id}", manage,
                         {"Rename a device", "devices", "DeviceChange", "DeviceDetail"}, at, bind(rename)));
  routes.push_back(route(Method::delete_, "/api/devices/{id}", Permission::remove,
                         {"Take a device away; its readings stay", "devices", "", ""}, at, bind(remove)));
  routes.push_back(route(Method::post, "/api/devices/{id}/token", manage,
                         {"A new token; the old one is dead at once", "devices", "", "Token"}, at,
                         bind(renew)));
  routes.push_back(route(Method::delete_, "/api/devices/{id}/token", manage,
                         {"Revoke the token", "devices", "", ""}, at, bind(revoke)));
  auto import = route(Method::post, "/api/devices/{id}/import", manage,
                      {"Import readings from a CSV file", "devices", "ReadingsCsv", "ImportBegun"}, at,
                      [&c, service](const Request& r) { return begin_import(c, *service, r); });
  import.body_bytes_max = limits::http_import_body_bytes;
  routes.push_back(std::move(import));
  routes.push_back(route(
      Method::get, "/api/imports/{id}", manage, {"How far an import is", "devices", "", "Import"},
      [&c, service](const Request& r) -> Result<access::Scope> {
        const auto found = import_of(*service, r);
        if (!found) return found.error();
        const auto entry = c.registry.by_id(found->device);
        return entry ? Result<access::Scope>(entry->scope) : Result<access::Scope>(no_device());
      },
      [service](const Request& r) { return show_import(*service, r); }));
  return routes;
}

}  // namespace cunkou::api
