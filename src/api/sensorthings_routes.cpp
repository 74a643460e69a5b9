#include "api/sensorthings_routes.hpp"

#include <boost/json.hpp>
#include <future>

#include "api/greenhouse_directory.hpp"
#include "api/monitor_service.hpp"
#include "api/routes.hpp"
#include "base/clock.hpp"
#include "base/json_text.hpp"
#include "base/limits.hpp"
#include "core/journal/act.hpp"
#include "core/people/people_store.hpp"
#include "core/places/place_store.hpp"
#include "platform/async/concurrency_limiter.hpp"
#include "platform/http/problem.hpp"
#include "sensing/devices/registry.hpp"
#include "sensing/ingest/ingest.hpp"
#include "sensing/sensorthings/change_entity.hpp"
#include "sensing/sensorthings/create_entity.hpp"
#include "sensing/sensorthings/default_feature.hpp"
#include "sensing/sensorthings/entity_members.hpp"
#include "sensing/sensorthings/entity_store.hpp"
#include "sensing/sensorthings/observation_id.hpp"
#include "sensing/sensorthings/sensorthings.hpp"
#include "sensing/sensorthings/sensorthings_json.hpp"
#include "sensing/sensorthings/viewer.hpp"
#include "sensing/series/store.hpp"

namespace cunkou::api {
namespace {

namespace json = boost::json;
using access::Permission;
using http::Method;
using http::Request;
using http::Respond;
using http::Response;
using ingest::Report;
using sensorthings::EntityKey;
using sensorthings::EntitySet;
using sensorthings::ObservationBody;
using sensorthings::ResourcePath;

constexpr std::string_view prefix = "/v1.1";

Error not_allowed() { return forbidden("您不能在这里添加或更改|you may not add or change anything here"); }

Error no_such_feature() { return invalid("没有这个 FeatureOfInterest|there is no such FeatureOfInterest"); }

sensorthings::Viewer viewer_of(Context& c, const Request& request) {
  auto viewer = sensorthings::viewer_of(request.who);
  if (const auto entry = request.who.device ? c.registry.by_id(request.who.device) : nullptr)
    viewer.thing = entry->thing;
  return viewer;
}

std::string root_of(Context& c, const Request& request) {
  if (!c.public_url.empty()) return c.public_url + std::string(prefix);
  const auto host = request.header("host");
  return (request.secure ? "https://" : "http://") + std::string(host.empty() ? "localhost" : host) +
         std::string(prefix);
}

std::string_view path_text(const Request& request) {
  return std::string_view(request.path).substr(prefix.size());
}

sensorthings::SensorThings reader(Context& c, const Request& request, sql::Transaction& t) {
  return {sensorthings::entity_store(t), c.series, viewer_of(c, request), root_of(c, request), c.clock.now()};
}

Response plain(const sensorthings::StaAnswer& answer) {
  Response response;
  response.status = answer.status;
  response.content_type = answer.content_type;
  response.body = answer.body;
  return response;
}

Result<Response> read(Context& c, const Request& request) {
  const auto path = sensorthings::parse_resource_path(path_text(request));
  if (!path) return path.error();
  const auto query = sensorthings::parse_query(request.query);
  if (!query) return query.error();
  const auto answer = c.database.read(
      [&](sql::Transaction& t) { return reader(c, request, t).get(*path, *query, path_text(request)); });
  if (!answer) return answer.error();
  return plain(*answer);
}

// Requests that may touch millions of Observations together take only a part of the workers.
void answer_aside(Context& c, const Request& request, const Respond& respond,
                  const std::function<Result<Response>()>& work) {
  const auto job = [&request, respond, work] { respond(answer_of(request, work)); };
  if (!c.long_queries) return job();
  if (const auto posted = c.long_queries->post(job); !posted)
    respond(Response::problem(posted.error(), http::language_of(request)));
}

// A query, or a set of Observations, which those of a feature are filtered out of all for.
bool may_take_long(const Request& request) {
  constexpr std::string_view set = "/Observations";
  const auto at = request.path.rfind(set);
  return !request.query.empty() || (at != request.path.npos &&
                                    !std::string_view(request.path).substr(at + set.size()).starts_with('('));
}

void read_aside(Context& c, const Request& request, const Respond& respond) {
  const auto work = [&c, &request] { return read(c, request); };
  if (may_take_long(request)) return answer_aside(c, request, respond, work);
  respond(answer_of(request, work));
}

void refresh(Context& c, const std::vector<ThingId>& things) {
  for (auto thing : things) refresh_from(c.database, c.registry, thing);
  if (things.empty()) return;
  c.greenhouses.refresh();
  for (auto thing : things) {
    if (c.greenhouses.find(thing)) c.control.greenhouse_changed(thing);
  }
}

Result<Report> take_and_wait(Context& c, const devices::Entry& entry, StreamId stream, ObservationBody body) {
  std::promise<Result<Report>> promise;
  c.ingest.take_observation(entry, stream, std::move(body), c.clock.now(),
                            [&](const Result<Report>& report) { promise.set_value(report); });
  return promise.get_future().get();
}

// A report of one Observation: refused, or stored.
Result<void> stored(const Result<Report>& report) {
  if (!report) return report.error();
  if (report->refused > 0) return invalid(report->refusals.empty() ? "" : report->refusals.front().reason);
  return {};
}

// Who may write the stream, and how it is known to ingest.
Result<devices::Entry> writer_of(Context& c, const Request& request, StreamId stream) {
  const auto entry = c.registry.by_stream(stream);
  const auto none = not_found("没有这个 Datastream|there is no such Datastream");
  if (!entry) return none;
  if (request.who.device) return entry->device == request.who.device ? Result<devices::Entry>(entry) : none;
  if (!access::may(request.who, Permission::see, entry->scope)) return none;
  if (!access::may(request.who, Permission::add_devices, entry->scope)) return not_allowed();
  return entry;
}

// Every Observation has a feature (18-088, 10.2.2); most streams have one already, and nothing is written.
Result<void> settle_feature(Context& c, const Request& request, ObservationBody& body, StreamId stream) {
  if (!body.feature_json.empty()) return {};  // made by keep_extra
  if (body.extra.feature) {
    return c.database.read([&](sql::Transaction& t) -> Result<void> {
      if (sensorthings::entity_store(t).sees(viewer_of(c, request), EntitySet::features_of_interest,
                                             body.extra.feature.value))
        return {};
      return no_such_feature();
    });
  }
  const auto needed = c.database.read([&](sql::Transaction& t) -> Result<bool> {
    return sensorthings::needs_default_feature(sensorthings::entity_store(t), stream);
  });
  if (!needed || !*needed) return {};
  const auto feature = c.database.write([&](sql::Transaction& t) {
    return sensorthings::default_feature(sensorthings::entity_store(t), stream);
  });
  if (!feature) return feature.error();
  body.extra.feature = *feature;
  return {};
}

Result<std::optional<EntityKey>> origin(Context& c, const Request& request, const ResourcePath& path) {
  return c.database.read([&](sql::Transaction& t) { return reader(c, request, t).origin_of(path); });
}

std::string observation_link(Context& c, const Request& request, StreamId stream, Instant time) {
  return root_of(c, request) + "/Observations(" + std::to_string(sensorthings::observation_id(stream, time)) +
         ")";
}

Response created(Context& c, const Request& request, const EntityKey& key) {
  const auto body = c.database.read([&](sql::Transaction& t) -> Result<std::pair<std::string, json::object>> {
    auto sta = reader(c, request, t);
    auto entity = sta.entity(key, {});
    if (!entity) return entity.error();
    return std::pair(sta.self_link(key), std::move(*entity));
  });
  Response response;
  response.status = 201;
  if (!body) return response;
  response.body = json_text(body->second);
  response.headers.emplace_back("Location", body->first);
  return response;
}

struct Posted {
  devices::Entry entry;
  StreamId stream;
  ObservationBody body;
};

Result<Posted> read_observation(Context& c, const Request& request, const ResourcePath& path) {
  auto from = origin(c, request, path);
  if (!from) return from.error();
  auto body = sensorthings::parse_observation(request.body);
  if (!body) return body.error();
  Posted posted;
  posted.stream = body->sample.stream;
  if (*from && (*from)->set == EntitySet::datastreams) posted.stream = StreamId{(*from)->id};
  if (*from && (*from)->set == EntitySet::features_of_interest) body->extra.feature = EntityId{(*from)->id};
  if (!posted.stream) return invalid("缺少 Datastream|Datastream is missing");
  auto entry = writer_of(c, request, posted.stream);
  if (!entry) {
    if (path.steps.size() == 1 && entry.error().code == Code::not_found) return invalid(entry.error().reason);
    return entry.error();
  }
  posted.entry = std::move(*entry);
  if (!body->sample.time) body->sample.time = c.clock.now();
  posted.body = std::move(*body);
  CUNKOU_TRY(settle_feature(c, request, posted.body, posted.stream));
  return posted;
}

void post_observation(Context& c, const Request& request, const ResourcePath& path, Respond respond) {
  auto posted = read_observation(c, request, path);
  if (!posted) {
    if (const auto entry = request.who.device ? c.registry.by_id(request.who.device) : nullptr;
        entry && posted.error().code == Code::invalid)
      c.ingest.count_refusal(*entry, {}, posted.error(), request.body, c.clock.now());
    return respond(Response::problem(posted.error(), http::language_of(request)));
  }
  const auto stream = posted->stream;
  const auto time = *posted->body.sample.time;
  const auto link = observation_link(c, request, stream, time);
  const auto language = std::string(http::language_of(request));
  c.ingest.take_observation(
      posted->entry, stream, std::move(posted->body), c.clock.now(),
      [respond, link, language, stream, time](const Result<Report>& report) {
        if (auto fine = stored(report); !fine) return respond(Response::problem(fine.error(), language));
        Response response;
        response.status = 201;
        response.headers.emplace_back("Location", link);
        response.body = json_text(
            json::object{{"@iot.id", sensorthings::observation_id(stream, time)}, {"@iot.selfLink", link}});
        respond(std::move(response));
      });
}

Result<void> put_extra(sensorthings::EntityStore& store, sensorthings::ObservationExtra extra,
                       const std::string& feature_json, StreamId stream, Instant time) {
  extra.stream = stream;
  extra.time = time;
  if (!feature_json.empty()) {
    sensorthings::FeatureOfInterest feature;
    CUNKOU_TRY(sensorthings::read_members(json::parse(feature_json).as_object(), feature));
    extra.feature = store.put(feature);
  } else if (extra.feature && !store.feature(extra.feature)) {
    return no_such_feature();
  }
  store.put(extra);
  return {};
}

// What an entry of a data array says beyond time and result.
struct Beyond {
  std::size_t place = 0;
  StreamId stream;
  Instant time;
  sensorthings::ObservationExtra extra;
  std::string feature_json;
};

// Of the readings that were stored, in one transaction.
void keep_beyond(Context& c, const std::vector<Beyond>& all, json::array& answer) {
  if (all.empty()) return;
  c.database.write([&](sql::Transaction& t) {
    for (const auto& one : all) {
      if (answer[one.place] == "error") continue;
      if (!put_extra(sensorthings::entity_store(t), one.extra, one.feature_json, one.stream, one.time))
        answer[one.place] = "error";
    }
  });
}

// 18-088, 13.2: the links in the order of the entries, "error" where one was refused.
Result<Response> create_observations(Context& c, const Request& request) {
  auto bodies = sensorthings::parse_data_array(request.body);
  if (!bodies) return bodies.error();
  if (bodies->size() > limits::batch_readings)
    return Error{Code::too_large,
                 "一次发送的观测太多，请分成几批|there are too many Observations: send them in parts"};
  struct Part {
    devices::Entry entry;
    formats::ParsedReadings samples;
    std::vector<std::size_t> places;
  };
  std::map<const devices::DeviceEntry*, Part> parts;
  json::array answer(bodies->size(), json::value("error"));
  std::vector<Beyond> beyond;
  const auto now = c.clock.now();
  for (std::size_t i = 0; i < bodies->size(); ++i) {
    auto& body = (*bodies)[i];
    const auto own = request.who.device ? c.registry.by_id(request.who.device) : nullptr;
    if (!body) {
      if (own) c.ingest.count_refusal(*own, {}, body.error(), {}, now);
      continue;
    }
    const auto stream = body->sample.stream;
    const auto entry = writer_of(c, request, stream);
    if (!entry || !settle_feature(c, request, *body, stream)) continue;
    if (!body->sample.time) body->sample.time = now;
    if (!body->extra.empty() || !body->feature_json.empty())
      beyond.push_back(
          {i, stream, *body->sample.time, std::move(body->extra), std::move(body->feature_json)});
    answer[i] = json::value(json::string(observation_link(c, request, stream, *body->sample.time)));
    auto& part = parts[entry->get()];
    part.entry = *entry;
    part.samples.samples.push_back(std::move(body->sample));
    part.places.push_back(i);
  }
  for (auto& [device, part] : parts) {
    const auto report = ingest::take_and_wait(c.ingest, part.entry, std::move(part.samples), now);
    if (!report) return report.error();
    for (auto refused : report->refused_at) answer[part.places[refused]] = "error";
  }
  keep_beyond(c, beyond, answer);
  return Response::json(answer, 201);
}

// Takes away what was made before the Observations that belong to it could not be stored.
void take_back(Context& c, const sensorthings::CreateEntity& made) {
  std::vector<StreamId> streams;
  auto undone = c.database.write([&](sql::Transaction& t) -> Result<void> {
    for (auto key = made.created.rbegin(); key != made.created.rend(); ++key) {
      if (key->set == EntitySet::datastreams) streams.emplace_back(key->id);
      sensorthings::entity_store(t).remove(key->set, key->id);
    }
    auto act = journal::Act{PersonId{}, "app", c.clock.now(), journal::journal_of(t)};
    act.record("take_back_entities", "observations");
    return {};
  });
  (void)undone;
  for (auto stream : streams) (void)c.series.forget(stream);
  refresh(c, {made.touched.begin(), made.touched.end()});
}

Result<Response> create(Context& c, const Request& request, const ResourcePath& path) {
  const auto body = request.json();
  if (!body) return body.error();
  if (!body->is_object()) return invalid("内容要写成一个对象|the body must be an object");
  if (request.who.device) return not_allowed();
  std::optional<sensorthings::CreateEntity> made;
  const auto key = c.database.write([&](sql::Transaction& t) -> Result<EntityKey> {
    auto from = reader(c, request, t).origin_of(path);
    if (!from) return from.error();
    auto act = act_of(c, request, t);
    made.emplace(act, sensorthings::entity_store(t), places::place_store(t), people::people_store(t),
                 request.who, viewer_of(c, request));
    return made->create(path.set, body->as_object(), *from);
  });
  if (!key) return key.error();
  for (const auto& one :
       made->created) {  // a series that a crash left behind under a number not yet given out
    if (one.set == EntitySet::datastreams && c.series.totals(StreamId{one.id}).count > 0)
      (void)c.series.forget(StreamId{one.id});
  }
  refresh(c, {made->touched.begin(), made->touched.end()});
  for (auto& pending : made->observations) {
    auto report =
        take_and_wait(c, c.registry.by_stream(pending.stream), pending.stream, std::move(pending.body));
    if (auto fine = stored(report); !fine) {
      take_back(c, *made);
      return fine.error();
    }
  }
  return created(c, request, *key);
}

void post(Context& c, const Request& request, const Respond& respond) {
  const auto refuse = [&](const Error& error) {
    respond(Response::problem(error, http::language_of(request)));
  };
  const auto text = path_text(request);
  if (text == "/CreateObservations")
    return answer_aside(c, request, respond, [&c, &request] { return create_observations(c, request); });
  const auto path = sensorthings::parse_resource_path(text);
  if (!path) return refuse(path.error());
  if (!path->many || path->ref || path->steps.empty())
    return refuse(invalid("只能向集合里添加|create in a collection"));
  if (path->set != EntitySet::observations)
    return respond(answer_of(request, [&] { return create(c, request, *path); }));
  try {
    post_observation(c, request, *path, respond);
  } catch (const sql::Broken& broken) {
    refuse({Code::unavailable, broken.what()});
  }
}

Result<EntityKey> entity_of(Context& c, const Request& request) {
  const auto path = sensorthings::parse_resource_path(path_text(request));
  if (!path) return path.error();
  if (path->many || path->ref || path->value || !path->property.empty())
    return invalid("只能更改或删除一个实体|change or delete one entity");
  return c.database.read([&](sql::Transaction& t) { return reader(c, request, t).entity_at(*path); });
}

Result<Response> changed(Context& c, const Request& request, const EntityKey& key) {
  auto response = created(c, request, key);
  response.status = 200;
  response.headers.clear();
  return response;
}

// The Observation as it is, with the members that the body gives: then as if it came again.
Result<Response> change_observation(Context& c, const Request& request, const EntityKey& key,
                                    const json::object& members) {
  const auto at = *sensorthings::observation_key(key.id);
  const auto entry = writer_of(c, request, at.stream);
  if (!entry) return entry.error();
  auto whole = c.database.read([&](sql::Transaction& t) { return reader(c, request, t).entity(key, {}); });
  if (!whole) return whole.error();
  for (const auto& [name, value] : members) (*whole)[name] = value;
  for (const auto* link : {"Datastream", "FeatureOfInterest"}) {
    const auto* to = members.if_contains(link);
    if (to && !(to->is_object() && to->as_object().contains("@iot.id") && to->as_object().size() == 1))
      return invalid(
          "更改时不能带内联实体，只能写 @iot.id|an entity cannot be given inline in a change: write its "
          "@iot.id");
  }
  auto body = sensorthings::parse_observation(json_text(*whole));
  if (!body) return body.error();
  if (body->sample.time != at.time)
    return invalid(
        "phenomenonTime 是观测的标识，不能更改|phenomenonTime identifies the Observation and cannot be "
        "changed");
  if (!body->extra.feature) {
    const auto extra =
        c.database.read([&](sql::Transaction& t) -> Result<std::optional<sensorthings::ObservationExtra>> {
          return sensorthings::entity_store(t).extra(at.stream, at.time);
        });
    if (extra && *extra) body->extra.feature = (*extra)->feature;
  }
  if (auto fine = stored(take_and_wait(c, *entry, at.stream, std::move(*body))); !fine) return fine.error();
  return changed(c, request, key);
}

Result<Response> change(Context& c, const Request& request) {
  const auto key = entity_of(c, request);
  if (!key) return key.error();
  const auto body = request.json();
  if (!body) return body.error();
  if (!body->is_object()) return invalid("内容要写成一个对象|the body must be an object");
  if (key->set == EntitySet::observations) return change_observation(c, request, *key, body->as_object());
  if (request.who.device) return not_allowed();
  const auto touched = c.database.write([&](sql::Transaction& t) -> Result<std::vector<ThingId>> {
    auto act = act_of(c, request, t);
    return sensorthings::change_entity(act, sensorthings::entity_store(t), request.who, viewer_of(c, request),
                                       *key, body->as_object());
  });
  if (!touched) return touched.error();
  refresh(c, *touched);
  return changed(c, request, *key);
}

Result<Response> delete_observation(Context& c, const Request& request,
                                    const sensorthings::ObservationKey& at) {
  const auto entry = c.registry.by_stream(at.stream);
  if (!entry || request.who.device || !access::may(request.who, Permission::remove, entry->scope))
    return not_allowed();
  const auto removed = c.series.remove(at.stream, {at.time, {at.time.ms + 1}});
  if (!removed) return removed.error();
  auto done = c.database.write([&](sql::Transaction& t) -> Result<void> {
    sensorthings::entity_store(t).remove_extra(at.stream, at.time);
    auto act = act_of(c, request, t);
    act.record("delete_entity",
               "Observation:" + std::to_string(sensorthings::observation_id(at.stream, at.time)));
    return {};
  });
  if (!done) return done.error();
  return Response::empty(200);
}

void disconnect_devices_of(Context& c, const std::vector<devices::Entry>& before) {
  for (const auto& entry : before) {
    if (!c.registry.by_id(entry->device) && c.disconnect_device) c.disconnect_device(entry->device);
  }
}

Result<Response> remove(Context& c, const Request& request) {
  const auto key = entity_of(c, request);
  if (!key) return key.error();
  if (key->set == EntitySet::observations)
    return delete_observation(c, request, *sensorthings::observation_key(key->id));
  if (request.who.device) return not_allowed();
  const auto devices = c.registry.devices();
  const auto gone = c.database.write([&](sql::Transaction& t) -> Result<sensorthings::Deleted> {
    auto act = act_of(c, request, t);
    return sensorthings::delete_entity(act, sensorthings::entity_store(t), request.who, *key);
  });
  if (!gone) return gone.error();
  refresh(c, gone->things);
  disconnect_devices_of(c, devices);
  if (key->set == EntitySet::things) c.control.greenhouse_removed(ThingId{key->id});
  for (auto stream : gone->streams) (void)c.series.forget(stream);
  for (const auto& [stream, time] : gone->observations) (void)c.series.remove(stream, {time, {time.ms + 1}});
  return Response::empty(200);
}

}  // namespace

Result<void> judge_extra(sql::Database& database, const ObservationBody& body) {
  if (sensorthings::FeatureOfInterest made; !body.feature_json.empty())
    return sensorthings::read_members(json::parse(body.feature_json).as_object(), made);
  if (!body.extra.feature) return {};
  return database.read([&](sql::Transaction& t) -> Result<void> {
    if (sensorthings::entity_store(t).feature(body.extra.feature)) return {};
    return no_such_feature();
  });
}

Result<void> keep_extra(sql::Database& database, const ObservationBody& body, StreamId stream, Instant time) {
  return database.write([&](sql::Transaction& t) {
    return put_extra(sensorthings::entity_store(t), body.extra, body.feature_json, stream, time);
  });
}

http::Routes sensorthings_routes(Context& c) {
  http::Routes routes;
  for (const auto* pattern : {"/v1.1", "/v1.1/{rest...}"}) {
    const auto rest = std::string_view(pattern).size() > prefix.size();
    routes.push_back(
        route_later(Method::get, pattern, Permission::somebody,
                    {rest ? "SensorThings: sets, entities, relations" : "SensorThings: the service root",
                     "sensorthings", "", rest ? "SensorThings" : "SensorThingsRoot"},
                    [&c](const Request& r, Respond respond) { read_aside(c, r, respond); }));
    if (!rest) continue;
    auto creating = route_later(
        Method::post, pattern, Permission::somebody,
        {"SensorThings: create, with deep insert", "sensorthings", "SensorThingsWish", "SensorThingsMade"},
        [&c](const Request& r, Respond respond) { post(c, r, respond); });
    creating.body_bytes_max = limits::http_ingest_body_bytes;
    routes.push_back(std::move(creating));
    routes.push_back(
        route(Method::patch, pattern, Permission::somebody,
              {"SensorThings: change an entity", "sensorthings", "SensorThingsWish", "SensorThingsEntity"},
              nullptr, [&c](const Request& r) { return change(c, r); }));
    routes.push_back(route(Method::delete_, pattern, Permission::somebody,
                           {"SensorThings: delete an entity and what belongs to it", "sensorthings", "", ""},
                           nullptr, [&c](const Request& r) { return remove(c, r); }));
  }
  return routes;
}

}  // namespace cunkou::api
