#pragma once
// A small village of SensorThings entities on real stores in memory, for the targets that ask and change
// them.

#include <boost/json/parse.hpp>
#include <memory>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "fuzz.hpp"
#include "journal/act.hpp"
#include "people/may.hpp"
#include "places/add_place.hpp"
#include "places/place_store.hpp"
#include "series/store.hpp"
#include "sql/database.hpp"
#include "sql/journal_sql.hpp"
#include "sql/people_sql.hpp"
#include "sql/places_sql.hpp"
#include "sql/series_sql.hpp"
#include "sql/things_sql.hpp"
#include "things/create_entity.hpp"
#include "things/sensorthings.hpp"

namespace cunkou::fuzz {

class Village {
 public:
  static constexpr std::string_view root = "http://cunkou.example/v1.1";

  template <class F>
  auto write(F&& f) {
    return database.write([&](sql::Transaction& t) {
      journal::Act act{PersonId{}, "test", clock.now(), sql::journal_of(t)};
      return f(act, t);
    });
  }
  Village() {
    viewer.everything = true;
    who.program = true;
    who.grants.push_back({RoleId{1}, people::Role::operator_, {}, "/", {}});
    std::vector<things::CreateEntity::Pending> given;
    write([&](journal::Act& act, sql::Transaction& t) -> Result<int> {
      require(
          places::add_place(act, sql::place_store(t), {"610829000000", "吴堡县(示例)", "", {}}).has_value());
      things::CreateEntity creator(act, sql::thing_store(t), sql::place_store(t), sql::people_store(t), who,
                                   viewer);
      const auto thing = boost::json::parse(greenhouse).as_object();
      require(creator.create(things::EntitySet::things, thing, {}).has_value());
      given = creator.observations;
      return 0;
    });
    for (auto& one : given) keep(one.stream, one.body);
  }

  // As write, but nothing of it stays.
  template <class F>
  void try_out(F&& f) {
    (void)write([&](journal::Act& act, sql::Transaction& t) -> Result<int> {
      f(act, t);
      return invalid("taken back");
    });
  }

  things::SensorThings reader(sql::Transaction& t) {
    return {sql::thing_store(t), series, viewer, std::string(root), clock.now()};
  }

  FixedClock clock{{1'700'000'000'000}};
  sql::Database database{":memory:"};
  std::unique_ptr<series::ChunkStore> chunks = sql::open_series(":memory:");
  series::Store series{*chunks, clock, {}};
  people::Identity who;
  things::Viewer viewer;

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

  void keep(StreamId stream, const things::ObservationBody& body) {
    series::Batch batch;
    const auto time = *body.sample.time;
    if (body.sample.json.empty())
      batch.readings.push_back({stream, time, body.sample.number});
    else
      batch.texts.push_back({stream, time, body.sample.json});
    require(series.append_and_wait(std::move(batch)).has_value());
    if (body.extra.empty()) return;
    write([&](journal::Act&, sql::Transaction& t) -> Result<int> {
      auto extra = body.extra;
      extra.stream = stream;
      extra.time = time;
      sql::thing_store(t).put(extra);
      return 0;
    });
  }
};

// One for all inputs.
inline Village& village() {
  static Village only;
  return only;
}

}  // namespace cunkou::fuzz
