#pragma once
// A small set of SensorThings entities on real stores in memory, for targets that query and change them.

#include <boost/json/parse.hpp>
#include <memory>
#include <string>
#include <string_view>

#include "access/may.hpp"
#include "base/clock.hpp"
#include "core/journal/act.hpp"
#include "core/people/people_store.hpp"
#include "core/places/add_place.hpp"
#include "core/places/place_store.hpp"
#include "fuzz.hpp"
#include "platform/sql/database.hpp"
#include "sensing/sensorthings/create_entity.hpp"
#include "sensing/sensorthings/entity_store.hpp"
#include "sensing/sensorthings/sensorthings.hpp"
#include "sensing/series/sql/series_sql.hpp"
#include "sensing/series/store.hpp"

namespace cunkou::fuzz {

class EntityFixture {
 public:
  static constexpr std::string_view root = "http://cunkou.example/v1.1";

  template <class F>
  auto write(F&& f) {
    return database.write([&](sql::Transaction& t) {
      journal::Act act{PersonId{}, "test", clock.now(), journal::journal_of(t)};
      return f(act, t);
    });
  }
  EntityFixture() {
    viewer.everything = true;
    who.program = true;
    who.grants.push_back({RoleId{1}, access::Role::operator_, {}, "/", {}});
    std::vector<sensorthings::CreateEntity::Pending> given;
    write([&](journal::Act& act, sql::Transaction& t) -> Result<int> {
      require(places::add_place(act, places::place_store(t), {"610829000000", "吴堡县(示例)", "", {}})
                  .has_value());
      sensorthings::CreateEntity creator(act, sensorthings::entity_store(t), places::place_store(t),
                                         people::people_store(t), who, viewer);
      const auto thing = boost::json::parse(greenhouse).as_object();
      require(creator.create(sensorthings::EntitySet::things, thing, {}).has_value());
      given = creator.observations;
      return 0;
    });
    for (auto& one : given) keep(one.stream, one.body);
  }

  // Like write, but rolls back.
  template <class F>
  void try_out(F&& f) {
    (void)write([&](journal::Act& act, sql::Transaction& t) -> Result<int> {
      f(act, t);
      return invalid(untranslated("rolled back"));
    });
  }

  sensorthings::SensorThings reader(sql::Transaction& t) {
    return {sensorthings::entity_store(t), series, viewer, std::string(root), clock.now()};
  }

  FixedClock clock{{1'700'000'000'000}};
  sql::Database database{":memory:"};
  std::unique_ptr<series::ChunkStore> chunks = series::open_series(":memory:");
  series::Store series{*chunks, clock, {}};
  access::Identity who;
  sensorthings::Viewer viewer;

 private:
  static constexpr std::string_view greenhouse = R"({
    "name": "1号棚", "description": "日光温棚", "properties": {"crop": "黄瓜", "area_mu": 1.2, "rows": [1, 2]},
    "Locations": [{"name": "棚", "description": "", "encodingType": "application/geo+json",
                   "location": {"type": "Point", "coordinates": [110.74, 37.45]}}],
    "Datastreams": [
      {"name": "air_temperature", "description": "", "observationType": "OM_Measurement",
       "unitOfMeasurement": {"name": "degree Celsius", "symbol": "Cel", "definition": "ucum:Cel"},
       "Sensor": {"name": "SHT31", "description": "", "encodingType": "text/plain", "metadata": "±0.2"},
       "ObservedProperty": {"name": "气温", "definition": "http://example/t", "description": ""},
       "Observations": [
         {"phenomenonTime": "2023-11-14T08:00:00Z", "result": 9},
         {"phenomenonTime": "2023-11-14T09:00:00Z", "result": 10, "resultTime": "2023-11-14T09:00:01Z"},
         {"phenomenonTime": "2023-11-14T10:00:00Z/2023-11-14T11:00:00Z", "result": -0.5,
          "parameters": {"by": "probe", "n": 2}, "resultQuality": {"code": "ok"}}]},
      {"name": "vent", "description": "放风口", "unitOfMeasurement": {"name": null, "symbol": null, "definition": null},
       "Sensor": {"name": "vent", "description": "", "encodingType": "text/plain", "metadata": {"a": [1]}},
       "ObservedProperty": {"name": "状态", "definition": "http://example/s", "description": ""},
       "Observations": [
         {"phenomenonTime": "2023-11-14T08:00:00Z", "result": "5"},
         {"phenomenonTime": "2023-11-14T09:00:00Z", "result": {"open": true, "by": "示例农户01"}},
         {"phenomenonTime": "2023-11-14T10:00:00Z", "result": null},
         {"phenomenonTime": "2023-11-14T11:00:00Z", "result": true,
          "validTime": "2023-11-14T08:00:00Z/2023-11-14T12:00:00Z"}]}]})";

  void keep(StreamId stream, const sensorthings::ObservationBody& body) {
    series::Batch batch;
    const auto time = *body.reading.time;
    if (body.reading.json.empty())
      batch.readings.push_back({stream, time, body.reading.number});
    else
      batch.texts.push_back({stream, time, body.reading.json});
    require(series.append_and_wait(std::move(batch)).has_value());
    if (body.extra.empty()) return;
    write([&](journal::Act&, sql::Transaction& t) -> Result<int> {
      auto extra = body.extra;
      extra.stream = stream;
      extra.time = time;
      sensorthings::entity_store(t).put(extra);
      return 0;
    });
  }
};

// Shared by all inputs.
inline EntityFixture& entity_fixture() {
  static EntityFixture shared;
  return shared;
}

}  // namespace cunkou::fuzz
