#include "sensing/sensorthings/http/sensorthings_routes.hpp"

#include <boost/json.hpp>
#include <future>

#include "base/clock.hpp"
#include "base/json_text.hpp"
#include "core/journal/act.hpp"
#include "core/journal/act_of.hpp"
#include "core/people/people_store.hpp"
#include "core/places/place_store.hpp"
#include "platform/http/make_route.hpp"
#include "platform/http/problem.hpp"
#include "platform/sql/database.hpp"
#include "sensing/formats/limits.hpp"
#include "sensing/sensorthings/change_entity.hpp"
#include "sensing/sensorthings/create_entity.hpp"
#include "sensing/sensorthings/default_feature.hpp"
#include "sensing/sensorthings/entity_members.hpp"
#include "sensing/sensorthings/entity_store.hpp"
#include "sensing/sensorthings/observation_extra.hpp"
#include "sensing/sensorthings/observation_id.hpp"
#include "sensing/sensorthings/refusals.hpp"
#include "sensing/sensorthings/sensorthings.hpp"
#include "sensing/sensorthings/sensorthings_json.hpp"
#include "sensing/sensorthings/viewer.hpp"
#include "sensing/series/store.hpp"

namespace cunkou::sensorthings {
namespace {

namespace json = boost::json;
using access::Permission;
using http::Method;
using http::Request;
using http::Respond;
using http::Response;
using http::response_of;
using http::route;
using http::route_later;

constexpr std::string_view prefix = "/v1.1";

Viewer viewer_of(const SensorThingsRouteParts& parts, const Request& request) {
  auto viewer = sensorthings::viewer_of(request.who);
  if (const auto thing = request.who.device ? parts.writer.thing_of(request.who.device) : std::nullopt)
    viewer.thing = *thing;
  return viewer;
}

std::string root_of(const SensorThingsRouteParts& parts, const Request& request) {
  if (!parts.public_url.empty()) return parts.public_url + std::string(prefix);
  const auto host = request.header("host");
  return (request.secure ? "https://" : "http://") + std::string(host.empty() ? "localhost" : host) +
         std::string(prefix);
}

std::string_view path_text(const Request& request) {
  return std::string_view(request.path).substr(prefix.size());
}

SensorThings reader(const SensorThingsRouteParts& parts, const Request& request, sql::Transaction& t) {
  return {entity_store(t), parts.series, viewer_of(parts, request), root_of(parts, request),
          parts.clock.now()};
}

Response plain(const StaResponse& from) {
  Response response;
  response.status = from.status;
  response.content_type = from.content_type;
  response.body = from.body;
  return response;
}

Result<Response> read(const SensorThingsRouteParts& parts, const Request& request) {
  CUNKOU_TRY_VALUE(path, parse_resource_path(path_text(request)));
  CUNKOU_TRY_VALUE(query, parse_query(request.query));
  const auto response = parts.database.read(
      [&](sql::Transaction& t) { return reader(parts, request, t).get(path, query, path_text(request)); });
  if (!response) return response.error();
  return plain(*response);
}

// Requests that may read millions of Observations occupy a part of the workers only.
void respond_to_long_query(const SensorThingsRouteParts& parts, const Request& request,
                           const Respond& respond, const std::function<Result<Response>()>& work) {
  const auto job = [&request, respond, work] { respond(response_of(request, work)); };
  if (!parts.long_queries) return job();
  if (const auto posted = parts.long_queries->post(job); !posted)
    respond(Response::problem(posted.error(), http::language_of(request)));
}

// A query, or a set of Observations: those of a feature are selected from all Observations.
bool may_take_long(const Request& request) {
  constexpr std::string_view set = "/Observations";
  const auto at = request.path.rfind(set);
  return !request.query.empty() || (at != request.path.npos &&
                                    !std::string_view(request.path).substr(at + set.size()).starts_with('('));
}

void respond_to_read(const SensorThingsRouteParts& parts, const Request& request, const Respond& respond) {
  const auto work = [&parts, &request] { return read(parts, request); };
  if (may_take_long(request)) return respond_to_long_query(parts, request, respond, work);
  respond(response_of(request, work));
}

// Blocks until the commit.
Result<void> write_and_wait(const SensorThingsRouteParts& parts, StreamId stream, ObservationBody body) {
  std::promise<Result<Instant>> promise;
  parts.writer.write(stream, std::move(body), [&](const Result<Instant>& time) { promise.set_value(time); });
  CUNKOU_TRY(promise.get_future().get());
  return {};
}

// The owner of a stream to which the requester may write.
Result<ObservationWriter::Owner> owner_of(const SensorThingsRouteParts& parts, const Request& request,
                                          StreamId stream) {
  auto owner = parts.writer.owner_of(stream);
  const auto none = not_found({"没有这个 Datastream", "there is no such Datastream"});
  if (!owner) return none;
  if (request.who.device)
    return owner->device == request.who.device ? Result<ObservationWriter::Owner>(*owner) : none;
  if (!access::may(request.who, Permission::see, owner->scope)) return none;
  if (!access::may(request.who, Permission::add_devices, owner->scope)) return may_not_add();
  return *owner;
}

// Every Observation has a feature (18-088, 10.2.2). Writes nothing for most streams, which have one already.
Result<void> choose_feature(const SensorThingsRouteParts& parts, const Request& request,
                            ObservationBody& body, StreamId stream) {
  if (!body.feature_json.empty()) return {};  // created with the extra members
  if (body.extra.feature) {
    return parts.database.read([&](sql::Transaction& t) -> Result<void> {
      if (entity_store(t).is_visible_to(viewer_of(parts, request), EntitySet::features_of_interest,
                                        body.extra.feature.value))
        return {};
      return no_such_feature();
    });
  }
  const auto needed = parts.database.read(
      [&](sql::Transaction& t) -> Result<bool> { return needs_default_feature(entity_store(t), stream); });
  if (!needed || !*needed) return {};
  const auto feature =
      parts.database.write([&](sql::Transaction& t) { return default_feature(entity_store(t), stream); });
  if (!feature) return feature.error();
  body.extra.feature = *feature;
  return {};
}

Result<std::optional<EntityKey>> origin(const SensorThingsRouteParts& parts, const Request& request,
                                        const ResourcePath& path) {
  return parts.database.read([&](sql::Transaction& t) { return reader(parts, request, t).origin_of(path); });
}

std::string observation_link(const std::string& root, StreamId stream, Instant time) {
  return root + "/Observations(" + std::to_string(observation_id(stream, time)) + ")";
}

Response created(const SensorThingsRouteParts& parts, const Request& request, const EntityKey& key) {
  const auto body =
      parts.database.read([&](sql::Transaction& t) -> Result<std::pair<std::string, json::object>> {
        auto sta = reader(parts, request, t);
        CUNKOU_TRY_VALUE(entity, sta.entity(key, {}));
        return std::pair(sta.self_link(key), std::move(entity));
      });
  Response response;
  response.status = 201;
  if (!body) return response;
  response.body = json_text(body->second);
  response.headers.emplace_back("Location", body->first);
  return response;
}

struct Posted {
  StreamId stream;
  ObservationBody body;
};

Result<Posted> read_observation(const SensorThingsRouteParts& parts, const Request& request,
                                const ResourcePath& path) {
  CUNKOU_TRY_VALUE(from, origin(parts, request, path));
  CUNKOU_TRY_VALUE(body, parse_observation(request.body));
  Posted posted;
  posted.stream = body.reading.stream;
  if (from && from->set == EntitySet::datastreams) posted.stream = StreamId{from->id};
  if (from && from->set == EntitySet::features_of_interest) body.extra.feature = EntityId{from->id};
  if (!posted.stream) return invalid({"缺少 Datastream", "Datastream is missing"});
  const auto owner = owner_of(parts, request, posted.stream);
  if (!owner) {
    if (path.steps.size() == 1 && owner.error().code == Code::not_found) return invalid(owner.error().reason);
    return owner.error();
  }
  posted.body = std::move(body);
  CUNKOU_TRY(choose_feature(parts, request, posted.body, posted.stream));
  return posted;
}

void post_observation(const SensorThingsRouteParts& parts, const Request& request, const ResourcePath& path,
                      Respond respond) {
  auto posted = read_observation(parts, request, path);
  if (!posted) {
    if (request.who.device && posted.error().code == Code::invalid)
      parts.writer.count_refusal(request.who.device, posted.error(), request.body);
    return respond(Response::problem(posted.error(), http::language_of(request)));
  }
  const auto stream = posted->stream;
  const auto language = std::string(http::language_of(request));
  parts.writer.write(
      stream, std::move(posted->body),
      [respond, root = root_of(parts, request), language, stream](const Result<Instant>& time) {
        if (!time) return respond(Response::problem(time.error(), language));
        const auto link = observation_link(root, stream, *time);
        Response response;
        response.status = 201;
        response.headers.emplace_back("Location", link);
        response.body =
            json_text(json::object{{"@iot.id", observation_id(stream, *time)}, {"@iot.selfLink", link}});
        respond(std::move(response));
      });
}

// The extra members of an entry of a data array.
struct EntryExtra {
  std::size_t place = 0;
  StreamId stream;
  ObservationExtra extra;
  std::string feature_json;
};

// In one transaction. Returns the places of the entries that were refused.
std::vector<std::size_t> store_extras(const SensorThingsRouteParts& parts, const std::vector<EntryExtra>& all,
                                      const std::vector<std::optional<Instant>>& times) {
  if (all.empty()) return {};
  auto refused = parts.database.write([&](sql::Transaction& t) -> Result<std::vector<std::size_t>> {
    std::vector<std::size_t> places;
    for (const auto& one : all)
      if (!put_extra(entity_store(t), one.extra, one.feature_json, one.stream, *times[one.place]))
        places.push_back(one.place);
    return places;
  });
  return std::move(*refused);
}

// 18-088, 13.2: the links in the order of the entries, "error" where one was refused.
Result<Response> create_observations(const SensorThingsRouteParts& parts, const Request& request) {
  CUNKOU_TRY_VALUE(bodies, parse_data_array(request.body));
  if (bodies.size() > formats::limits::batch_readings)
    return Error{Code::too_large,
                 {"一次发送的观测太多，请分成几批", "there are too many Observations: send them in parts"}};
  struct Part {
    formats::ParsedReadings readings;
    std::vector<std::size_t> places;
  };
  std::map<std::pair<DeviceId, ThingId>, Part> by_owner;
  std::vector<StreamId> streams(bodies.size());
  std::vector<std::optional<Instant>> times(bodies.size());  // none: refused
  std::vector<EntryExtra> extras;
  const auto now = parts.clock.now();
  for (std::size_t i = 0; i < bodies.size(); ++i) {
    auto& body = bodies[i];
    if (!body) {
      if (request.who.device) parts.writer.count_refusal(request.who.device, body.error(), {});
      continue;
    }
    const auto stream = body->reading.stream;
    const auto owner = owner_of(parts, request, stream);
    if (!owner || !choose_feature(parts, request, *body, stream)) continue;
    if (!body->extra.empty() || !body->feature_json.empty())
      extras.push_back({i, stream, std::move(body->extra), std::move(body->feature_json)});
    streams[i] = stream;
    auto& part = by_owner[{owner->device, owner->thing}];
    part.readings.readings.push_back(std::move(body->reading));
    part.places.push_back(i);
  }
  for (auto& [owner, part] : by_owner) {
    CUNKOU_TRY_VALUE(stored, parts.writer.write_all(std::move(part.readings), now));
    for (std::size_t k = 0; k < stored.size(); ++k) times[part.places[k]] = stored[k];
  }
  std::erase_if(extras, [&](const auto& one) { return !times[one.place]; });
  for (auto at : store_extras(parts, extras, times)) times[at].reset();
  json::array links;
  for (std::size_t i = 0; i < bodies.size(); ++i)
    links.push_back(
        times[i] ? json::value(json::string(observation_link(root_of(parts, request), streams[i], *times[i])))
                 : json::value("error"));
  return Response::json(links, 201);
}

void undo(const SensorThingsRouteParts& parts, const CreateEntity& made) {
  parts.database.write([&](sql::Transaction& t) {
    auto act = journal::Act{PersonId{}, "app", parts.clock.now(), journal::journal_of(t)};
    undo_creation(act, entity_store(t), made.created);
  });
  for (const auto& key : made.created)
    if (key.set == EntitySet::datastreams) (void)parts.series.forget(StreamId{key.id});
  parts.listener.things_changed({made.touched.begin(), made.touched.end()});
}

Result<Response> create(const SensorThingsRouteParts& parts, const Request& request,
                        const ResourcePath& path) {
  CUNKOU_TRY_VALUE(body, request.json());
  if (!body.is_object()) return invalid({"内容要写成一个对象", "the body must be an object"});
  if (request.who.device) return may_not_add();
  std::optional<CreateEntity> made;
  const auto key = parts.database.write([&](sql::Transaction& t) -> Result<EntityKey> {
    CUNKOU_TRY_VALUE(from, reader(parts, request, t).origin_of(path));
    auto act = journal::act_of(parts.clock, request, t);
    made.emplace(act, entity_store(t), places::place_store(t), people::people_store(t), request.who,
                 viewer_of(parts, request));
    return made->create(path.set, body.as_object(), from);
  });
  if (!key) return key.error();
  // A crash may have left a series under the id of a new Datastream.
  for (const auto& one : made->created) {
    if (one.set == EntitySet::datastreams && parts.series.totals(StreamId{one.id}).count > 0)
      (void)parts.series.forget(StreamId{one.id});
  }
  parts.listener.things_changed({made->touched.begin(), made->touched.end()});
  for (auto& pending : made->observations) {
    if (auto done = write_and_wait(parts, pending.stream, std::move(pending.body)); !done) {
      undo(parts, *made);
      return done.error();
    }
  }
  return created(parts, request, *key);
}

void post(const SensorThingsRouteParts& parts, const Request& request, const Respond& respond) {
  const auto refuse = [&](const Error& error) {
    respond(Response::problem(error, http::language_of(request)));
  };
  const auto text = path_text(request);
  if (text == "/CreateObservations")
    return respond_to_long_query(parts, request, respond,
                                 [&parts, &request] { return create_observations(parts, request); });
  const auto path = parse_resource_path(text);
  if (!path) return refuse(path.error());
  if (!path->many || path->ref || path->steps.empty())
    return refuse(invalid({"只能向集合里添加", "create in a collection"}));
  if (path->set != EntitySet::observations)
    return respond(response_of(request, [&] { return create(parts, request, *path); }));
  try {
    post_observation(parts, request, *path, respond);
  } catch (const sql::Broken& broken) {
    refuse({Code::unavailable, broken.shown});
  }
}

Result<EntityKey> entity_of(const SensorThingsRouteParts& parts, const Request& request) {
  CUNKOU_TRY_VALUE(path, parse_resource_path(path_text(request)));
  if (path.many || path.ref || path.value || !path.property.empty())
    return invalid({"只能更改或删除一个实体", "change or delete one entity"});
  return parts.database.read([&](sql::Transaction& t) { return reader(parts, request, t).entity_at(path); });
}

Result<Response> changed(const SensorThingsRouteParts& parts, const Request& request, const EntityKey& key) {
  auto response = created(parts, request, key);
  response.status = 200;
  response.headers.clear();
  return response;
}

// Merges the members of the body into the stored Observation, which is then written like a new one.
Result<Response> change_observation(const SensorThingsRouteParts& parts, const Request& request,
                                    const EntityKey& key, const json::object& members) {
  const auto at = *observation_key(key.id);
  CUNKOU_TRY(owner_of(parts, request, at.stream));
  CUNKOU_TRY(refuse_unknown_members(members, key.set));
  auto whole =
      parts.database.read([&](sql::Transaction& t) { return reader(parts, request, t).entity(key, {}); });
  if (!whole) return whole.error();
  for (const auto& [name, value] : members) (*whole)[name] = value;
  for (const auto* link : {"Datastream", "FeatureOfInterest"}) {
    const auto* to = members.if_contains(link);
    if (to && !(to->is_object() && to->as_object().contains("@iot.id") && to->as_object().size() == 1))
      return invalid({"更改时不能带内联实体，只能写 @iot.id",
                      "an entity cannot be given inline in a change: write its @iot.id"});
  }
  CUNKOU_TRY_VALUE(body, parse_observation(json_text(*whole)));
  if (body.reading.time != at.time)
    return invalid({"phenomenonTime 是观测的标识，不能更改",
                    "phenomenonTime identifies the Observation and cannot be changed"});
  if (!body.extra.feature) {
    const auto extra =
        parts.database.read([&](sql::Transaction& t) -> Result<std::optional<ObservationExtra>> {
          return entity_store(t).extra(at.stream, at.time);
        });
    if (extra && *extra) body.extra.feature = (*extra)->feature;
  }
  CUNKOU_TRY(write_and_wait(parts, at.stream, std::move(body)));
  return changed(parts, request, key);
}

Result<Response> change(const SensorThingsRouteParts& parts, const Request& request) {
  CUNKOU_TRY_VALUE(key, entity_of(parts, request));
  CUNKOU_TRY_VALUE(body, request.json());
  if (!body.is_object()) return invalid({"内容要写成一个对象", "the body must be an object"});
  if (key.set == EntitySet::observations) return change_observation(parts, request, key, body.as_object());
  if (request.who.device) return may_not_add();
  const auto touched = parts.database.write([&](sql::Transaction& t) -> Result<std::vector<ThingId>> {
    auto act = journal::act_of(parts.clock, request, t);
    return change_entity(act, entity_store(t), request.who, viewer_of(parts, request), parts.monitored, key,
                         body.as_object());
  });
  if (!touched) return touched.error();
  parts.listener.things_changed(*touched);
  return changed(parts, request, key);
}

Result<Response> remove_observation(const SensorThingsRouteParts& parts, const Request& request,
                                    const ObservationKey& at) {
  const auto owner = parts.writer.owner_of(at.stream);
  if (!owner || request.who.device || !access::may(request.who, Permission::remove, owner->scope))
    return may_not_add();
  const auto removed = parts.series.remove(at.stream, {at.time, {at.time.ms + 1}});
  if (!removed) return removed.error();
  parts.database.write([&](sql::Transaction& t) {
    auto act = journal::act_of(parts.clock, request, t);
    delete_observation(act, entity_store(t), at);
  });
  return Response::empty(200);
}

Result<Response> remove(const SensorThingsRouteParts& parts, const Request& request) {
  CUNKOU_TRY_VALUE(key, entity_of(parts, request));
  if (key.set == EntitySet::observations) return remove_observation(parts, request, *observation_key(key.id));
  if (request.who.device) return may_not_add();
  const auto devices = parts.devices.all();
  const auto gone = parts.database.write([&](sql::Transaction& t) -> Result<Deleted> {
    auto act = journal::act_of(parts.clock, request, t);
    return delete_entity(act, entity_store(t), request.who, key);
  });
  if (!gone) return gone.error();
  parts.listener.things_changed(gone->things);
  parts.devices.disconnect_removed(devices);
  if (key.set == EntitySet::things) parts.listener.thing_removed(ThingId{key.id});
  for (auto stream : gone->streams) (void)parts.series.forget(stream);
  for (const auto& [stream, time] : gone->observations)
    (void)parts.series.remove(stream, {time, {time.ms + 1}});
  return Response::empty(200);
}

}  // namespace

http::Routes sensorthings_routes(const SensorThingsRouteParts& parts) {
  http::Routes routes;
  for (const auto* pattern : {"/v1.1", "/v1.1/{rest...}"}) {
    const auto rest = std::string_view(pattern).size() > prefix.size();
    routes.push_back(
        route_later(Method::get, pattern, Permission::person_or_device,
                    {rest ? "SensorThings: sets, entities, relations" : "SensorThings: the service root",
                     "sensorthings", "", rest ? "SensorThings" : "SensorThingsRoot"},
                    [parts](const Request& r, Respond respond) { respond_to_read(parts, r, respond); }));
    if (!rest) continue;
    auto creating = route_later(
        Method::post, pattern, Permission::person_or_device,
        {"SensorThings: create, with deep insert", "sensorthings", "SensorThingsRequest", "SensorThingsMade"},
        [parts](const Request& r, Respond respond) { post(parts, r, respond); });
    creating.body_bytes_max = formats::limits::http_ingest_body_bytes;
    routes.push_back(std::move(creating));
    routes.push_back(
        route(Method::patch, pattern, Permission::person_or_device,
              {"SensorThings: change an entity", "sensorthings", "SensorThingsRequest", "SensorThingsEntity"},
              nullptr, [parts](const Request& r) { return change(parts, r); }));
    routes.push_back(route(Method::delete_, pattern, Permission::person_or_device,
                           {"SensorThings: delete an entity and what belongs to it", "sensorthings", "", ""},
                           nullptr, [parts](const Request& r) { return remove(parts, r); }));
  }
  return routes;
}

}  // namespace cunkou::sensorthings
