#include "sensing/sensorthings/change_entity.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <set>

#include "access/permission.hpp"
#include "base/limits.hpp"
#include "sensing/sensorthings/entity_members.hpp"
#include "sensing/sensorthings/entity_tables.hpp"
#include "sensing/sensorthings/refusals.hpp"

namespace cunkou::sensorthings {
namespace {

namespace json = boost::json;
using access::Permission;

Error not_allowed() { return forbidden({"您不能更改这个实体", "you may not change this entity"}); }

std::string subject(const EntityKey& key) {
  return std::string(entity_name(key.set)) + ":" + std::to_string(key.id);
}

// The Things that use an entity.
std::set<ThingId> things_of(EntityStore& store, const EntityKey& key) {
  std::set<ThingId> out;
  const auto add_stream = [&](StreamId stream) {
    if (const auto datastream = store.datastream(stream)) out.insert(datastream->thing);
  };
  switch (key.set) {
    case EntitySet::things:
      out.insert(ThingId{key.id});
      break;
    case EntitySet::historical_locations:
      if (const auto was = store.historical_location(EntityId{key.id})) out.insert(was->thing);
      break;
    case EntitySet::locations: {
      Selection selection;
      selection.viewer.everything = true;
      selection.from = From{EntitySet::locations, key.id};
      selection.top = cunkou::limits::page_max;
      if (const auto found = store.find(selection))
        for (auto id : found->ids) out.insert(ThingId{id});
      break;
    }
    case EntitySet::features_of_interest:
      for (const auto& datastream : store.datastreams_at(EntityId{key.id})) out.insert(datastream.thing);
      for (const auto& extra : store.extras_of(EntityId{key.id})) add_stream(extra.stream);
      break;
    default:
      for (auto stream : store.streams_of(key.set, key.id)) add_stream(stream);
  }
  return out;
}

bool is_name_alone(const json::object& object) {
  return std::ranges::all_of(object, [](const auto& member) {
    return member.key() == "name" || member.key().find('@') != member.key().npos;
  });
}

// The name of a monitored Thing is one of its settings: the same permission as for the app's own route.
bool may_change(EntityStore& store, const access::Identity& who, const MonitoredKinds& monitored,
                const EntityKey& key, const json::object& object) {
  const bool may_add = may_touch(store, who, Permission::add_devices, key);
  const auto thing = key.set == EntitySet::things ? store.thing(ThingId{key.id}) : std::nullopt;
  if (!thing || !monitored.contains(thing->kind)) return may_add;
  const bool may_rename = may_touch(store, who, Permission::set_thresholds, key);
  const auto* name = object.if_contains("name");
  if (name && *name != json::value(thing->name) && !may_rename) return false;
  return may_add || (may_rename && is_name_alone(object));
}

struct EntityChange {
  journal::Act& act;
  EntityStore& store;
  const access::Identity& who;
  const Viewer& viewer;
  const json::object& object;

  // Id of a single link. Refuses an inline entity (18-088, 10.3.1).
  Result<std::int64_t> link_to(EntitySet set, const json::value& value) const {
    const auto* id = id_in(value);
    if (!id || value.as_object().size() != 1 || !id->is_int64())
      return invalid({"更改时不能带内联实体，只能写 @iot.id",
                      "an entity cannot be given inline in a change: write its @iot.id"});
    if (!store.is_visible_to(viewer, set, id->as_int64()))
      return invalid(format_label("没有这个 {}", "there is no such {}", entity_name(set)));
    return id->as_int64();
  }

  template <class Entity>
  Result<void> change_links(Entity& entity) const {
    Result<void> fine{};
    for_each_column(table_of(entity), [&](const auto& column) {
      const auto* value =
          column.form == Form::link ? object.if_contains(entity_name(column.target)) : nullptr;
      if (!value || !fine) return;
      const auto id = link_to(column.target, *value);
      if (id)
        set_id(entity.*column.field, *id);
      else
        fine = id.error();
    });
    return fine;
  }

  Result<void> refuse_lists(EntitySet set) const {
    for (const auto& to : links(set)) {
      if (to.many && object.contains(to.name) && !(set == EntitySet::things && to.name == "Locations"))
        return invalid(format_label("{} 不能这样更改", "{} cannot be changed like this", to.name));
    }
    return {};
  }

  template <class T>
  Result<void> plain(std::optional<T> entity) {
    if (!entity) return no_such_entity();
    CUNKOU_TRY(read_members(object, *entity));
    store.put(*entity);
    return {};
  }

  Result<void> thing(ThingId id) {
    CUNKOU_TRY(plain(store.thing(id)));
    const auto* list = object.if_contains("Locations");
    if (!list) return {};
    if (!list->is_array()) return invalid({"Locations 要写成列表", "Locations must be a list"});
    std::vector<EntityId> locations;
    for (const auto& one : list->as_array()) {
      CUNKOU_TRY_VALUE(to, link_to(EntitySet::locations, one));
      locations.emplace_back(to);
    }
    store.set_locations(id, locations, act.at);
    return {};
  }

  Result<void> datastream(StreamId id) {
    auto d = store.datastream(id);
    if (!d) return no_such_entity();
    const auto thing = d->thing;
    CUNKOU_TRY(read_members(object, *d));
    CUNKOU_TRY(change_links(*d));
    if (d->thing != thing) {
      if (d->device)
        return invalid(
            {"这个数据流由设备写入，不能改到别处；要换地方，请移动设备",
             "a device writes this Datastream: it stays with its device's Thing; move the device instead"});
      if (!access::may(who, Permission::add_devices, store.scope(d->thing))) return not_allowed();
    }
    store.put(*d);
    return {};
  }

  Result<void> apply(const EntityKey& key) {
    CUNKOU_TRY(refuse_lists(key.set));
    const EntityId id{key.id};
    switch (key.set) {
      case EntitySet::things:
        return thing(ThingId{key.id});
      case EntitySet::locations:
        return plain(store.location(id));
      case EntitySet::historical_locations:
        return forbidden(
            {"以前在哪里是记录，不能更改", "where a Thing has been is history, and is not changed"});
      case EntitySet::datastreams:
        return datastream(StreamId{key.id});
      case EntitySet::sensors:
        return plain(store.sensor(id));
      case EntitySet::observed_properties:
        return plain(store.observed_property(id));
      case EntitySet::features_of_interest:
        return plain(store.feature(id));
      case EntitySet::observations:
        break;
    }
    return no_such_entity();
  }
};

// The Observations of a feature: they are deleted with it (18-088, table "integrity constraints").
void observations_of_feature(EntityStore& store, EntityId feature, Deleted& out) {
  for (const auto& extra : store.extras_of(feature)) out.observations.emplace_back(extra.stream, extra.time);
  for (auto& datastream : store.datastreams_at(feature)) {
    out.streams.push_back(datastream.id);
    out.things.push_back(datastream.thing);
  }
}

}  // namespace

bool may_touch(EntityStore& store, const access::Identity& who, Permission need, const EntityKey& key) {
  const auto things = things_of(store, key);
  if (things.empty())
    return access::may(who, Permission::operate, {});  // used by no Thing: shared, changed by operators
  return std::ranges::all_of(things,
                             [&](ThingId thing) { return access::may(who, need, store.scope(thing)); });
}

Result<std::vector<ThingId>> change_entity(journal::Act& act, EntityStore& store, const access::Identity& who,
                                           const Viewer& viewer, const MonitoredKinds& monitored,
                                           const EntityKey& key, const json::object& object) {
  if (!may_change(store, who, monitored, key, object)) return not_allowed();
  auto things = things_of(store, key);
  CUNKOU_TRY((EntityChange{act, store, who, viewer, object}.apply(key)));
  things.merge(things_of(store, key));
  act.record("change_entity", subject(key));
  return std::vector<ThingId>(things.begin(), things.end());
}

Result<Deleted> delete_entity(journal::Act& act, EntityStore& store, const access::Identity& who,
                              const EntityKey& key) {
  if (!may_touch(store, who, Permission::remove, key)) return not_allowed();
  Deleted out;
  out.streams = store.streams_of(key.set, key.id);
  const auto things = things_of(store, key);
  out.things.assign(things.begin(), things.end());
  if (key.set == EntitySet::features_of_interest) observations_of_feature(store, EntityId{key.id}, out);
  for (const auto& [stream, time] : out.observations) store.remove_extra(stream, time);
  if (!store.remove(key.set, key.id)) return no_such_entity();
  act.record("delete_entity", subject(key));
  return out;
}

void delete_observation(journal::Act& act, ObservationExtraStore& extras, const ObservationKey& at) {
  extras.remove_extra(at.stream, at.time);
  act.record("delete_entity", subject({EntitySet::observations, observation_id(at.stream, at.time)}));
}

}  // namespace cunkou::sensorthings
