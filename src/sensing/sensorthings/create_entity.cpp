#include "sensing/sensorthings/create_entity.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "access/permission.hpp"
#include "sensing/sensorthings/default_feature.hpp"
#include "sensing/sensorthings/entity_members.hpp"
#include "sensing/sensorthings/entity_tables.hpp"
#include "sensing/sensorthings/refusals.hpp"
#include "sensing/series/limits.hpp"

namespace cunkou::sensorthings {
namespace {

namespace json = boost::json;
using access::Permission;

Error bad(std::string zh, std::string en) { return invalid({std::move(zh), std::move(en)}); }
Error missing(std::string_view name) {
  return bad("缺少 " + std::string(name), std::string(name) + " is missing");
}

}  // namespace

Result<EntityKey> CreateEntity::create(EntitySet set, const Object& object, const From& from) {
  if (!access::may_somewhere(who_, Permission::add_devices)) return may_not_add();
  CUNKOU_TRY_VALUE(id, add(set, object, from));
  act_.record(
      "create_entity", std::string(entity_name(set)) + ":" + std::to_string(id),
      json::serialize(json::value{{"entities", created.size()}, {"observations", observations.size()}}));
  return EntityKey{set, id};
}

Result<std::int64_t> CreateEntity::add(EntitySet set, const Object& object, const From& from) {
  Result<std::int64_t> id = bad("这里不能添加", "nothing can be created here");
  switch (set) {
    case EntitySet::things:
      id = add_thing(object);
      break;
    case EntitySet::locations:
      id = add_location(object, from);
      break;
    case EntitySet::historical_locations:
      id = add_historical_location(object, from);
      break;
    case EntitySet::datastreams:
      id = add_datastream(object, from);
      break;
    case EntitySet::sensors:
      id = add_observing<Sensor>(set, object);
      break;
    case EntitySet::observed_properties:
      id = add_observing<ObservedProperty>(set, object);
      break;
    case EntitySet::features_of_interest:
      id = add_plain<FeatureOfInterest>(set, object);
      break;
    case EntitySet::observations:
      break;
  }
  return id;
}

Result<void> CreateEntity::may_change(ThingId thing) const {
  if (access::may(who_, Permission::add_devices, store_.scope(thing))) return {};
  return may_not_add();
}

Result<std::int64_t> CreateEntity::linked_or_made(EntitySet set, const json::value& value) {
  if (!value.is_object())
    return bad(std::string(entity_name(set)) + " 要写成对象",
               std::string(entity_name(set)) + " must be an object");
  const auto* id = id_in(value);
  if (!id) return add(set, value.as_object(), {});
  const bool there =
      id->is_int64() && id->as_int64() > 0 && store_.is_visible_to(viewer_, set, id->as_int64());
  const bool made =
      id->is_int64() && std::ranges::find(created, EntityKey{set, id->as_int64()}) != created.end();
  if (!there && !made)
    return bad("没有这个 " + std::string(entity_name(set)),
               "there is no such " + std::string(entity_name(set)));
  return id->as_int64();
}

Result<std::int64_t> CreateEntity::linked(EntitySet set, const Object& object, const From& from) {
  if (from && from->set == set) return from->id;
  const auto* value = object.if_contains(entity_name(set));
  if (!value || value->is_null()) return std::int64_t{0};
  return linked_or_made(set, *value);
}

template <class Entity>
Result<void> CreateEntity::set_links(Entity& entity, const Object& object, const From& from) {
  Result<void> fine{};
  for_each_column(table_of(entity), [&](const auto& column) {
    if (column.form != Form::link || !fine) return;
    const auto id = linked(column.target, object, from);
    if (!id)
      fine = id.error();
    else if (*id == 0)
      fine = missing(entity_name(column.target));
    else
      set_id(entity.*column.field, *id);
  });
  return fine;
}

template <class Entity>
Result<std::int64_t> CreateEntity::add_plain(EntitySet set, const Object& object) {
  Entity entity;
  CUNKOU_TRY(read_members(object, entity));
  const auto id = store_.put(entity).value;
  created.push_back({set, id});
  return id;
}

template <class Entity>
Result<std::int64_t> CreateEntity::add_observing(EntitySet set, const Object& object) {
  const auto id = add_plain<Entity>(set, object);
  if (id) CUNKOU_TRY(add_many(EntitySet::datastreams, object, "Datastreams", {set, *id}));
  return id;
}

Result<void> CreateEntity::add_many(EntitySet set, const Object& object, std::string_view name,
                                    const EntityKey& from) {
  const auto* list = object.if_contains(name);
  if (!list) return {};
  if (!list->is_array()) return bad(std::string(name) + " 要写成列表", std::string(name) + " must be a list");
  for (const auto& one : list->as_array()) {
    if (!one.is_object())
      return bad(std::string(name) + " 要写成对象的列表", std::string(name) + " must be a list of objects");
    if (id_in(one))
      return bad(std::string(name) + " 不能改归属", std::string(name) + " that are there cannot be moved");
    CUNKOU_TRY(add(set, one.as_object(), from));
  }
  return {};
}

Result<std::vector<EntityId>> CreateEntity::locations_in(const Object& object) {
  std::vector<EntityId> out;
  const auto* list = object.if_contains("Locations");
  if (!list) return out;
  if (!list->is_array()) return bad("Locations 要写成列表", "Locations must be a list");
  for (const auto& one : list->as_array()) {
    CUNKOU_TRY_VALUE(id, linked_or_made(EntitySet::locations, one));
    out.emplace_back(id);
  }
  return out;
}

Result<void> CreateEntity::place_thing(Thing& thing) const {
  const auto properties = json::parse(thing.properties_json);
  const auto* code = properties.as_object().if_contains("placeCode");
  if (code && code->is_string()) {
    const auto place = places_.by_code(std::string_view(code->as_string()));
    if (!place) return bad("没有 placeCode 的地方", "there is no place with that placeCode");
    thing.place = place->id;
    return {};
  }
  for (const auto& grant : who_.grants) {
    if (grant.household) {
      thing.household = grant.household;
      if (const auto household = households_.household(grant.household)) thing.place = household->place;
    } else if (grant.place) {
      thing.place = grant.place;
    } else if (const auto counties = places_.children({}); !counties.empty()) {
      thing.place = counties.front().id;
    }
    if (thing.place) return {};
  }
  return {};
}

Result<std::int64_t> CreateEntity::add_thing(const Object& object) {
  Thing thing;
  CUNKOU_TRY(read_members(object, thing));
  CUNKOU_TRY(place_thing(thing));
  thing.id = store_.put(thing);
  CUNKOU_TRY(may_change(thing.id));
  const EntityKey key{EntitySet::things, thing.id.value};
  created.push_back(key);
  touched.insert(thing.id);
  CUNKOU_TRY_VALUE(locations, locations_in(object));
  if (!locations.empty()) store_.set_locations(thing.id, locations, act_.at);
  CUNKOU_TRY(add_many(EntitySet::datastreams, object, "Datastreams", key));
  return thing.id.value;
}

Result<std::int64_t> CreateEntity::add_location(const Object& object, const From& from) {
  const auto id = add_plain<Location>(EntitySet::locations, object);
  if (!id) return id;
  const EntityId location{*id};
  std::vector<ThingId> located_things;
  if (from && from->set == EntitySet::things) located_things.emplace_back(from->id);
  if (const auto* things = object.if_contains("Things"); things && things->is_array()) {
    for (const auto& one : things->as_array()) {
      auto thing = linked_or_made(EntitySet::things, one);
      if (!thing) return thing.error();
      located_things.emplace_back(*thing);
    }
  }
  for (auto thing : located_things) {
    CUNKOU_TRY(may_change(thing));
    store_.set_locations(thing, {location}, act_.at);
  }
  return location.value;
}

Result<std::int64_t> CreateEntity::add_historical_location(const Object& object, const From& from) {
  HistoricalLocation was;
  CUNKOU_TRY(read_members(object, was));
  CUNKOU_TRY(set_links(was, object, from));
  CUNKOU_TRY(may_change(was.thing));
  CUNKOU_TRY_VALUE(locations, locations_in(object));
  if (from && from->set == EntitySet::locations) locations.emplace_back(from->id);
  if (locations.empty()) return missing("Locations");
  was.id = store_.put(was);
  for (auto location : locations) store_.link(was.id, location);
  created.push_back({EntitySet::historical_locations, was.id.value});
  return was.id.value;
}

Result<std::int64_t> CreateEntity::add_datastream(const Object& object, const From& from) {
  Datastream datastream;
  CUNKOU_TRY(read_members(object, datastream));
  CUNKOU_TRY(set_links(datastream, object, from));
  datastream.stream = datastream.name;
  CUNKOU_TRY(may_change(datastream.thing));
  datastream.id = store_.put(datastream);
  if (datastream.id.value > series::limits::streams_max)
    return Error{Code::too_large, {"数据流的编号已用完", "the program has run out of stream numbers"}};
  created.push_back({EntitySet::datastreams, datastream.id.value});
  touched.insert(datastream.thing);
  CUNKOU_TRY(add_observations(object, datastream.id));
  return datastream.id.value;
}

Result<void> CreateEntity::add_observations(const Object& object, StreamId stream) {
  const auto* list = object.if_contains("Observations");
  if (!list) return {};
  if (!list->is_array()) return bad("Observations 要写成列表", "Observations must be a list");
  for (const auto& one : list->as_array()) {
    CUNKOU_TRY_VALUE(body, parse_observation(json::serialize(one)));
    if (!body.feature_json.empty()) {
      CUNKOU_TRY_VALUE(feature, add_plain<FeatureOfInterest>(EntitySet::features_of_interest,
                                                             json::parse(body.feature_json).as_object()));
      body.extra.feature = EntityId{feature};
      body.feature_json.clear();
    } else if (body.extra.feature) {
      if (!store_.is_visible_to(viewer_, EntitySet::features_of_interest, body.extra.feature.value))
        return bad("没有这个 FeatureOfInterest", "there is no such FeatureOfInterest");
    } else {
      CUNKOU_TRY_VALUE(feature, default_feature(store_, stream));
      body.extra.feature = feature;
    }
    observations.push_back({stream, std::move(body)});
  }
  return {};
}

void undo_creation(journal::Act& act, EntityStore& store, const std::vector<EntityKey>& created) {
  for (auto key = created.rbegin(); key != created.rend(); ++key) store.remove(key->set, key->id);
  act.record("undo_creation", "observations");
}

}  // namespace cunkou::sensorthings
