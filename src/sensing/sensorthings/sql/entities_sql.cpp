#include "sensing/sensorthings/entity_store.hpp"

#include "platform/sql/database.hpp"
#include "platform/sql/statement.hpp"
#include "sensing/sensorthings/sql/find_things.hpp"
#include "sensing/sensorthings/viewer.hpp"

namespace cunkou::sensorthings {
namespace {

using namespace sql;
using Text = std::string;
using Int = std::int64_t;
using MaybeInt = std::optional<std::int64_t>;
using MaybeReal = std::optional<double>;

std::string_view table(EntitySet set) {
  switch (set) {
    case EntitySet::things:
      return "things";
    case EntitySet::locations:
      return "locations";
    case EntitySet::historical_locations:
      return "historical_locations";
    case EntitySet::datastreams:
      return "datastreams";
    case EntitySet::sensors:
      return "sensors";
    case EntitySet::observed_properties:
      return "observed_properties";
    case EntitySet::features_of_interest:
      return "features";
    case EntitySet::observations:
      break;
  }
  return "";
}

class EntitiesSql final : public EntityStore {
 public:
  explicit EntitiesSql(soci::session& session) : session_(session) {}

  std::optional<Thing> thing(ThingId id) override { return first(select_things("id = ?", values(id))); }
  std::optional<Location> location(EntityId id) override;
  std::optional<HistoricalLocation> historical_location(EntityId id) override;
  std::optional<Datastream> datastream(StreamId id) override {
    return first(select_streams("id = ?", values(id)));
  }
  std::optional<Sensor> sensor(EntityId id) override;
  std::optional<ObservedProperty> observed_property(EntityId id) override;
  std::optional<FeatureOfInterest> feature(EntityId id) override;

  ThingId put(const Thing&) override;
  EntityId put(const Location&) override;
  EntityId put(const HistoricalLocation&) override;
  StreamId put(const Datastream&) override;
  EntityId put(const Sensor&) override;
  EntityId put(const ObservedProperty&) override;
  EntityId put(const FeatureOfInterest&) override;

  bool remove(EntitySet, std::int64_t id) override;
  std::vector<StreamId> streams_of(EntitySet, std::int64_t id) override;

  Result<Found> find(const Selection& selection) override { return find_things(session_, selection); }
  bool sees(const Viewer& viewer, EntitySet set, std::int64_t id) override {
    return sees_thing(session_, viewer, set, id);
  }

  std::vector<EntityId> locations_of(ThingId thing) override {
    return entities("SELECT location FROM thing_locations WHERE thing = ? ORDER BY location", thing);
  }
  std::vector<EntityId> locations_of(const HistoricalLocation& was) override {
    return entities(
        "SELECT location FROM historical_location_locations WHERE historical_location = ? ORDER BY location",
        was.id);
  }
  void set_locations(ThingId, const std::vector<EntityId>&, Instant) override;
  void link(EntityId historical_location, EntityId location) override {
    run(session_, "INSERT OR IGNORE INTO historical_location_locations VALUES (?, ?)", historical_location,
        location);
  }

  std::optional<EntityId> sensor_named(std::string_view name) override {
    return first(entities("SELECT id FROM sensors WHERE name = ? ORDER BY id LIMIT 1", name));
  }
  std::optional<EntityId> observed_property_named(std::string_view name) override {
    return first(entities("SELECT id FROM observed_properties WHERE name = ? ORDER BY id LIMIT 1", name));
  }

  std::vector<Thing> things(const Viewer&, std::string_view kind) override;
  std::vector<Datastream> datastreams_of(ThingId id) override {
    return select_streams("thing = ?", values(id));
  }
  std::vector<Datastream> datastreams_of(DeviceId id) override {
    return select_streams("device = ?", values(id));
  }
  std::vector<Datastream> datastreams_at(EntityId id) override {
    return select_streams("feature = ?", values(id));
  }
  access::Scope scope(ThingId) override;

  void put(const ObservationExtra&) override;
  std::optional<ObservationExtra> extra(StreamId stream, Instant time) override {
    return first(select_extras("datastream = ? AND time = ?", values(stream, time)));
  }
  std::vector<ObservationExtra> extras(StreamId stream, series::Range range) override {
    return select_extras("datastream = ? AND time >= ? AND time < ?", values(stream, range.from, range.to));
  }
  std::vector<ObservationExtra> extras_of(EntityId feature) override {
    return select_extras("feature = ?", values(feature));
  }
  void remove_extra(StreamId stream, Instant time) override {
    run(session_, "DELETE FROM observation_extras WHERE datastream = ? AND time = ?", stream, time);
  }
  std::int64_t extra_count(StreamId stream) override {
    return one<Int>(session_, "SELECT count(*) FROM observation_extras WHERE datastream = ?", stream)
        .value_or(0);
  }

 private:
  template <class... Args>
  std::vector<EntityId> entities(const std::string& sql, Args&&... args) {
    std::vector<EntityId> found;
    each<Int>(session_, sql, values(std::forward<Args>(args)...), [&](Int id) { found.emplace_back(id); });
    return found;
  }

  template <class Cells>
  std::vector<Thing> select_things(const std::string& where, Cells cells);
  template <class Cells>
  std::vector<Datastream> select_streams(const std::string& where, Cells cells);
  template <class Cells>
  std::vector<ObservationExtra> select_extras(const std::string& where, Cells cells);

  soci::session& session_;
};

template <class Cells>
std::vector<Thing> EntitiesSql::select_things(const std::string& where, Cells cells) {
  std::vector<Thing> found;
  each<Int, Text, Text, Text, Text, Int, Int>(
      session_,
      "SELECT id, name, description, properties_json, kind, place, household FROM things WHERE " + where,
      std::move(cells),
      [&](Int id, Text name, Text description, Text properties, Text kind, Int place, Int household) {
        found.push_back({ThingId{id}, std::move(name), std::move(description), std::move(properties),
                         std::move(kind), PlaceId{place}, HouseholdId{household}});
      });
  return found;
}

ThingId EntitiesSql::put(const Thing& t) {
  if (t.id) {
    run(session_,
        "UPDATE things SET name = ?, description = ?, properties_json = ?, kind = ?, place = ?, household = "
        "? WHERE id = ?",
        t.name, t.description, t.properties_json, t.kind, t.place, t.household, t.id);
    return t.id;
  }
  return ThingId{insert(session_,
                        "INSERT INTO things (name, description, properties_json, kind, place, household) "
                        "VALUES (?,?,?,?,?,?)",
                        t.name, t.description, t.properties_json, t.kind, t.place, t.household)};
}

std::vector<Thing> EntitiesSql::things(const Viewer& viewer, std::string_view kind) {
  const auto seen = visible_things(session_, viewer);
  auto found = select_things(
      "? = '' OR kind = ? ORDER BY (SELECT code FROM places WHERE places.id = things.place), "
      "length(name), name, id",
      values(kind, kind));
  std::erase_if(found, [&](const Thing& t) { return !seen.contains(t.id.value); });
  return found;
}

access::Scope EntitiesSql::scope(ThingId id) {
  access::Scope found;
  each<Text, Int>(
      session_,
      "SELECT p.path, t.household FROM things t LEFT JOIN places p ON p.id = t.place WHERE t.id = ?",
      values(id), [&](Text path, Int household) {
        found.place_path = std::move(path);
        found.household = HouseholdId{household};
      });
  return found;
}

std::optional<Location> EntitiesSql::location(EntityId id) {
  std::optional<Location> found;
  each<Text, Text, Text, Text, Text, Int>(
      session_,
      "SELECT name, description, encoding_type, location_json, properties_json, feature FROM locations WHERE "
      "id = ?",
      values(id),
      [&](Text name, Text description, Text encoding, Text location, Text properties, Int feature) {
        found = Location{id,
                         std::move(name),
                         std::move(description),
                         std::move(encoding),
                         std::move(location),
                         std::move(properties),
                         EntityId{feature}};
      });
  return found;
}

EntityId EntitiesSql::put(const Location& l) {
  if (l.id) {
    run(session_,
        "UPDATE locations SET name = ?, description = ?, encoding_type = ?, location_json = ?, "
        "properties_json = ?, "
        "feature = ? WHERE id = ?",
        l.name, l.description, l.encoding_type, l.location_json, l.properties_json, l.feature, l.id);
    return l.id;
  }
  return EntityId{insert(
      session_,
      "INSERT INTO locations (name, description, encoding_type, location_json, properties_json, feature) "
      "VALUES (?,?,?,?,?,?)",
      l.name, l.description, l.encoding_type, l.location_json, l.properties_json, l.feature)};
}

std::optional<HistoricalLocation> EntitiesSql::historical_location(EntityId id) {
  std::optional<HistoricalLocation> found;
  each<Int, Int>(session_, "SELECT thing, time FROM historical_locations WHERE id = ?", values(id),
                 [&](Int thing, Int time) {
                   found = HistoricalLocation{id, ThingId{thing}, Instant{time}};
                 });
  return found;
}

EntityId EntitiesSql::put(const HistoricalLocation& h) {
  if (h.id) {
    run(session_, "UPDATE historical_locations SET thing = ?, time = ? WHERE id = ?", h.thing, h.time, h.id);
    return h.id;
  }
  return EntityId{
      insert(session_, "INSERT INTO historical_locations (thing, time) VALUES (?,?)", h.thing, h.time)};
}

void EntitiesSql::set_locations(ThingId thing, const std::vector<EntityId>& locations, Instant at) {
  run(session_, "DELETE FROM thing_locations WHERE thing = ?", thing);
  HistoricalLocation was;
  was.thing = thing;
  was.time = at;
  was.id = put(was);
  for (auto location : locations) {
    run(session_, "INSERT OR IGNORE INTO thing_locations VALUES (?, ?)", thing, location);
    link(was.id, location);
  }
}

std::optional<Sensor> EntitiesSql::sensor(EntityId id) {
  std::optional<Sensor> found;
  each<Text, Text, Text, Text, Text>(
      session_,
      "SELECT name, description, encoding_type, metadata_json, properties_json FROM sensors WHERE id = ?",
      values(id), [&](Text name, Text description, Text encoding, Text metadata, Text properties) {
        found = Sensor{id,
                       std::move(name),
                       std::move(description),
                       std::move(encoding),
                       std::move(metadata),
                       std::move(properties)};
      });
  return found;
}

EntityId EntitiesSql::put(const Sensor& s) {
  if (s.id) {
    run(session_,
        "UPDATE sensors SET name = ?, description = ?, encoding_type = ?, metadata_json = ?, properties_json "
        "= ? "
        "WHERE id = ?",
        s.name, s.description, s.encoding_type, s.metadata_json, s.properties_json, s.id);
    return s.id;
  }
  return EntityId{
      insert(session_,
             "INSERT INTO sensors (name, description, encoding_type, metadata_json, properties_json) "
             "VALUES (?,?,?,?,?)",
             s.name, s.description, s.encoding_type, s.metadata_json, s.properties_json)};
}

std::optional<ObservedProperty> EntitiesSql::observed_property(EntityId id) {
  std::optional<ObservedProperty> found;
  each<Text, Text, Text, Text>(
      session_, "SELECT name, definition, description, properties_json FROM observed_properties WHERE id = ?",
      values(id), [&](Text name, Text definition, Text description, Text properties) {
        found = ObservedProperty{id, std::move(name), std::move(definition), std::move(description),
                                 std::move(properties)};
      });
  return found;
}

EntityId EntitiesSql::put(const ObservedProperty& o) {
  if (o.id) {
    run(session_,
        "UPDATE observed_properties SET name = ?, definition = ?, description = ?, properties_json = ? WHERE "
        "id = ?",
        o.name, o.definition, o.description, o.properties_json, o.id);
    return o.id;
  }
  return EntityId{insert(session_,
                         "INSERT INTO observed_properties (name, definition, description, properties_json) "
                         "VALUES (?,?,?,?)",
                         o.name, o.definition, o.description, o.properties_json)};
}

std::optional<FeatureOfInterest> EntitiesSql::feature(EntityId id) {
  std::optional<FeatureOfInterest> found;
  each<Text, Text, Text, Text, Text>(
      session_,
      "SELECT name, description, encoding_type, feature_json, properties_json FROM features WHERE id = ?",
      values(id), [&](Text name, Text description, Text encoding, Text feature, Text properties) {
        found = FeatureOfInterest{id,
                                  std::move(name),
                                  std::move(description),
                                  std::move(encoding),
                                  std::move(feature),
                                  std::move(properties)};
      });
  return found;
}

EntityId EntitiesSql::put(const FeatureOfInterest& f) {
  if (f.id) {
    run(session_,
        "UPDATE features SET name = ?, description = ?, encoding_type = ?, feature_json = ?, properties_json "
        "= ? "
        "WHERE id = ?",
        f.name, f.description, f.encoding_type, f.feature_json, f.properties_json, f.id);
    return f.id;
  }
  return EntityId{
      insert(session_,
             "INSERT INTO features (name, description, encoding_type, feature_json, properties_json) "
             "VALUES (?,?,?,?,?)",
             f.name, f.description, f.encoding_type, f.feature_json, f.properties_json)};
}

template <class Cells>
std::vector<Datastream> EntitiesSql::select_streams(const std::string& where, Cells cells) {
  std::vector<Datastream> found;
  each<Int, Text, Text, Text, Text, Text, Text, Text, Text, Int, Int, Int, Int, Int, Text, Text, MaybeReal,
       MaybeReal, double, Int>(
      session_,
      "SELECT id, name, description, observation_type, unit_name, unit, unit_definition, properties_json, "
      "observed_area_json, thing, sensor, observed_property, feature, device, stream, quantity, min, max, "
      "resolution, "
      "number_only FROM datastreams WHERE " +
          where + " ORDER BY id",
      std::move(cells),
      [&](Int id, Text name, Text description, Text type, Text unit_name, Text unit, Text unit_definition,
          Text properties, Text area, Int thing, Int sensor, Int property, Int feature, Int device,
          Text stream, Text quantity, MaybeReal min, MaybeReal max, double resolution, Int number_only) {
        found.push_back({StreamId{id},
                         std::move(name),
                         std::move(description),
                         std::move(type),
                         std::move(unit_name),
                         std::move(unit),
                         std::move(unit_definition),
                         std::move(properties),
                         std::move(area),
                         ThingId{thing},
                         EntityId{sensor},
                         EntityId{property},
                         EntityId{feature},
                         DeviceId{device},
                         std::move(stream),
                         std::move(quantity),
                         min,
                         max,
                         resolution,
                         number_only != 0});
      });
  return found;
}

StreamId EntitiesSql::put(const Datastream& d) {
  constexpr auto columns =
      "name, description, observation_type, unit_name, unit, unit_definition, properties_json, "
      "observed_area_json, "
      "thing, sensor, observed_property, feature, device, stream, quantity, min, max, resolution, "
      "number_only";
  if (d.id) {
    run(session_,
        std::string("UPDATE datastreams SET (") + columns +
            ") = (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?) WHERE id = ?",
        d.name, d.description, d.observation_type, d.unit_name, d.unit, d.unit_definition, d.properties_json,
        d.observed_area_json, d.thing, d.sensor, d.observed_property, d.feature, d.device, d.stream,
        d.quantity, d.min, d.max, d.resolution, d.number_only, d.id);
    return d.id;
  }
  return StreamId{insert(
      session_,
      std::string("INSERT INTO datastreams (") + columns + ") VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
      d.name, d.description, d.observation_type, d.unit_name, d.unit, d.unit_definition, d.properties_json,
      d.observed_area_json, d.thing, d.sensor, d.observed_property, d.feature, d.device, d.stream, d.quantity,
      d.min, d.max, d.resolution, d.number_only)};
}

std::vector<StreamId> EntitiesSql::streams_of(EntitySet set, std::int64_t id) {
  std::string column;
  switch (set) {
    case EntitySet::things:
      column = "thing";
      break;
    case EntitySet::sensors:
      column = "sensor";
      break;
    case EntitySet::observed_properties:
      column = "observed_property";
      break;
    case EntitySet::datastreams:
      column = "id";
      break;
    default:
      return {};
  }
  std::vector<StreamId> found;
  each<Int>(session_, "SELECT id FROM datastreams WHERE " + column + " = ? ORDER BY id", values(id),
            [&](Int stream) { found.emplace_back(stream); });
  return found;
}

bool EntitiesSql::remove(EntitySet set, std::int64_t id) {
  if (set == EntitySet::locations) {
    run(session_,
        "DELETE FROM historical_locations WHERE id IN "
        "(SELECT historical_location FROM historical_location_locations WHERE location = ?)",
        id);
  }
  return run(session_, "DELETE FROM " + std::string(table(set)) + " WHERE id = ?", id) > 0;
}

template <class Cells>
std::vector<ObservationExtra> EntitiesSql::select_extras(const std::string& where, Cells cells) {
  std::vector<ObservationExtra> found;
  each<Int, Int, MaybeInt, MaybeInt, Int, Text, Text, Text>(
      session_,
      "SELECT datastream, time, time_end, result_time, feature, result_quality_json, valid_time, "
      "parameters_json "
      "FROM observation_extras WHERE " +
          where + " ORDER BY datastream, time",
      std::move(cells),
      [&](Int stream, Int time, MaybeInt end, MaybeInt result_time, Int feature, Text quality, Text valid,
          Text parameters) {
        found.push_back({StreamId{stream}, Instant{time}, instant(end), instant(result_time),
                         EntityId{feature}, std::move(quality), std::move(valid), std::move(parameters)});
      });
  return found;
}

void EntitiesSql::put(const ObservationExtra& e) {
  if (e.empty()) return remove_extra(e.stream, e.time);
  run(session_, "INSERT OR REPLACE INTO observation_extras VALUES (?,?,?,?,?,?,?,?)", e.stream, e.time,
      e.time_end, e.result_time, e.feature, e.result_quality_json, e.valid_time, e.parameters_json);
}

}  // namespace

sensorthings::EntityStore& entity_store(sql::Transaction& t) {
  return t.store<sensorthings::EntityStore, EntitiesSql>();
}

}  // namespace cunkou::sensorthings
