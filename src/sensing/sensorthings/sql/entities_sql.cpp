#include "sensing/sensorthings/entity_store.hpp"

#include "platform/sql/database.hpp"
#include "platform/sql/statement.hpp"
#include "platform/sql/table.hpp"
#include "sensing/sensorthings/entity_tables.hpp"
#include "sensing/sensorthings/sql/find_entities.hpp"
#include "sensing/sensorthings/sql/visibility.hpp"

namespace cunkou::sensorthings {
namespace {

using namespace sql;

class EntitiesSql final : public EntityStore {
 public:
  explicit EntitiesSql(soci::session& session) : session_(session) {}

  std::optional<Thing> thing(ThingId id) override { return row(thing_table, id); }
  std::optional<Location> location(EntityId id) override { return row(location_table, id); }
  std::optional<HistoricalLocation> historical_location(EntityId id) override {
    return row(historical_location_table, id);
  }
  std::optional<Datastream> datastream(StreamId id) override { return row(datastream_table, id); }
  std::optional<Sensor> sensor(EntityId id) override { return row(sensor_table, id); }
  std::optional<ObservedProperty> observed_property(EntityId id) override {
    return row(observed_property_table, id);
  }
  std::optional<FeatureOfInterest> feature(EntityId id) override { return row(feature_table, id); }

  ThingId put(const Thing& t) override { return put_row(session_, thing_table, t); }
  EntityId put(const Location& l) override { return put_row(session_, location_table, l); }
  EntityId put(const HistoricalLocation& h) override {
    return put_row(session_, historical_location_table, h);
  }
  StreamId put(const Datastream& d) override { return put_row(session_, datastream_table, d); }
  EntityId put(const Sensor& s) override { return put_row(session_, sensor_table, s); }
  EntityId put(const ObservedProperty& o) override { return put_row(session_, observed_property_table, o); }
  EntityId put(const FeatureOfInterest& f) override { return put_row(session_, feature_table, f); }

  bool remove(EntitySet, std::int64_t id) override;
  std::vector<StreamId> streams_of(EntitySet, std::int64_t id) override;

  Result<Found> find(const Selection& selection) override { return find_entities(session_, selection); }
  bool is_visible_to(const Viewer& viewer, EntitySet set, std::int64_t id) override {
    return sensorthings::is_visible_to(session_, viewer, set, id);
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
    run(session_, "INSERT INTO historical_location_locations VALUES (?, ?) ON CONFLICT DO NOTHING",
        historical_location, location);
  }

  std::optional<EntityId> sensor_named(std::string_view name) override {
    return first(entities("SELECT id FROM sensors WHERE name = ? ORDER BY id LIMIT 1", name));
  }
  std::optional<EntityId> observed_property_named(std::string_view name) override {
    return first(entities("SELECT id FROM observed_properties WHERE name = ? ORDER BY id LIMIT 1", name));
  }

  std::vector<Thing> things(const Viewer&, std::string_view kind) override;
  std::vector<Thing> things(const std::vector<ThingId>& ids) override {
    return select_rows(session_, thing_table, "id IN " + id_list(ids) + " ORDER BY id", values());
  }
  std::vector<Datastream> datastreams_of(const std::vector<ThingId>& ids) override {
    return select_streams("thing IN " + id_list(ids), values());
  }
  std::unordered_set<ThingId> visible_things(const Viewer& viewer) override {
    return sensorthings::visible_things(session_, viewer);
  }
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
  std::vector<ObservationExtra> extras(StreamId stream, series::TimeRange range) override {
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
    each<EntityId>(session_, sql, values(std::forward<Args>(args)...),
                   [&](EntityId id) { found.push_back(id); });
    return found;
  }

  template <class Table, class Id>
  std::optional<typename Table::Row> row(const Table& table, Id id) {
    return first(select_rows(session_, table, "id = ?", values(id)));
  }
  template <class Cells>
  std::vector<Datastream> select_streams(const std::string& where, Cells cells) {
    return select_rows(session_, datastream_table, where + " ORDER BY id", std::move(cells));
  }
  template <class Cells>
  std::vector<ObservationExtra> select_extras(const std::string& where, Cells cells) {
    return select_rows(session_, observation_extra_table, where + " ORDER BY datastream, time",
                       std::move(cells));
  }

  soci::session& session_;
};

std::vector<Thing> EntitiesSql::things(const Viewer& viewer, std::string_view kind) {
  const auto seen = visible_things(viewer);
  auto found = select_rows(
      session_, thing_table,
      "? = '' OR kind = ? ORDER BY (SELECT code FROM places WHERE places.id = things.place) NULLS FIRST, "
      "length(name), name, id",
      values(kind, kind));
  std::erase_if(found, [&](const Thing& t) { return !seen.contains(t.id); });
  return found;
}

access::Scope EntitiesSql::scope(ThingId id) {
  access::Scope found;
  each<Text, HouseholdId>(
      session_,
      "SELECT p.path, t.household FROM things t LEFT JOIN places p ON p.id = t.place WHERE t.id = ?",
      values(id), [&](Text path, HouseholdId household) {
        found.place_path = std::move(path);
        found.household = household;
      });
  return found;
}

void EntitiesSql::set_locations(ThingId thing, const std::vector<EntityId>& locations, Instant at) {
  run(session_, "DELETE FROM thing_locations WHERE thing = ?", thing);
  HistoricalLocation was;
  was.thing = thing;
  was.time = at;
  was.id = put(was);
  for (auto location : locations) {
    run(session_, "INSERT INTO thing_locations VALUES (?, ?) ON CONFLICT DO NOTHING", thing, location);
    link(was.id, location);
  }
}

std::vector<StreamId> EntitiesSql::streams_of(EntitySet set, std::int64_t id) {
  const auto column = set == EntitySet::datastreams ? "id" : link_column(EntitySet::datastreams, set);
  std::vector<StreamId> found;
  if (column.empty()) return found;
  each<StreamId>(session_, "SELECT id FROM datastreams WHERE " + std::string(column) + " = ? ORDER BY id",
                 values(id), [&](StreamId stream) { found.push_back(stream); });
  return found;
}

bool EntitiesSql::remove(EntitySet set, std::int64_t id) {
  if (set == EntitySet::locations) {
    run(session_,
        "DELETE FROM historical_locations WHERE id IN "
        "(SELECT historical_location FROM historical_location_locations WHERE location = ?)",
        id);
  }
  return run(session_, "DELETE FROM " + std::string(table_name(set)) + " WHERE id = ?", id) > 0;
}

void EntitiesSql::put(const ObservationExtra& e) {
  if (e.empty()) return remove_extra(e.stream, e.time);
  replace_row(session_, observation_extra_table, "datastream, time", e);
}

}  // namespace

sensorthings::EntityStore& entity_store(sql::Transaction& t) {
  return t.store<sensorthings::EntityStore, EntitiesSql>();
}

}  // namespace cunkou::sensorthings
