#include "sensing/sensorthings/change_entity.hpp"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/people/testing/two_villages.hpp"
#include "platform/sql/testing/repeating_database.hpp"
#include "sensing/sensorthings/testing/put_thing.hpp"
#include "sensing/sensorthings/viewer.hpp"

namespace cunkou::sensorthings {
namespace {

using access::Role;

constexpr Instant now{1'767'225'600'000};

struct MonitoredGreenhouses : MonitoredKinds {
  bool contains(std::string_view kind) const override { return kind == "greenhouse"; }
};

// The greenhouse of a household and a weather station in another village, with a Datastream each of one
// Sensor; and a Sensor that no Thing uses.
class ChangeEntityTest : public ::testing::Test {
 protected:
  ChangeEntityTest() {
    database.write([&](sql::Transaction& t) {
      auto& store = entity_store(t);
      greenhouse = testing::put_thing(t, "1号棚", "greenhouse", made.village.id, made.household);
      station = testing::put_thing(t, "气象站", "weather_station", made.other.id);
      Sensor sensor;
      sensor.name = "温度计";
      shared_sensor = store.put(sensor);
      unused_sensor = store.put(sensor);
      Datastream stream;
      stream.name = "air_temperature";
      stream.sensor = shared_sensor;
      stream.observed_property = store.put(ObservedProperty{});
      stream.thing = greenhouse;
      air = store.put(stream);
      stream.thing = station;
      wind = store.put(stream);
    });
  }

  static access::Identity person(Role role, const places::Place& place) {
    access::Identity who;
    who.person = PersonId{7};
    who.grants = {{RoleId{1}, role, place.id, place.path, {}}};
    return who;
  }
  access::Identity farmer() const {
    access::Identity who;
    who.person = PersonId{8};
    who.grants = {{RoleId{2}, Role::farmer, {}, "", made.household}};
    return who;
  }
  static access::Identity operator_() {
    access::Identity who;
    who.person = PersonId{9};
    who.grants = {{RoleId{3}, Role::operator_, {}, "", {}}};
    return who;
  }

  Result<std::vector<ThingId>> change(const access::Identity& who, EntitySet set, std::int64_t id,
                                      const std::string& json) {
    return database.write([&](sql::Transaction& t) {
      journal::Act act{who.person, "app", now, journal::journal_of(t)};
      return change_entity(act, entity_store(t), who, viewer_of(who), MonitoredGreenhouses(), {set, id},
                           boost::json::parse(json).as_object());
    });
  }
  Result<Deleted> remove(const access::Identity& who, EntitySet set, std::int64_t id) {
    return database.write([&](sql::Transaction& t) {
      journal::Act act{who.person, "app", now, journal::journal_of(t)};
      return delete_entity(act, entity_store(t), who, {set, id});
    });
  }
  template <class F>
  auto stored(F&& f) {
    return database.read([&](sql::Transaction& t) { return f(entity_store(t)); });
  }
  Thing stored(ThingId id) {
    return stored([&](EntityStore& store) { return store.thing(id).value(); });
  }
  std::string last_entry() {  // "verb subject" of the newest
    return database.read([](sql::Transaction& t) {
      const auto entry = journal::journal_of(t).newest(1).at(0);
      return entry.verb + " " + entry.subject;
    });
  }

  sql::Database database = sql::testing::repeating_database();
  const people::testing::TwoVillages made = people::testing::two_villages(database);
  ThingId greenhouse, station;
  EntityId shared_sensor, unused_sensor;
  StreamId air, wind;
};
using DeleteEntityTest = ChangeEntityTest;

TEST_F(ChangeEntityTest, KeepsTheMembersThatAreAbsent) {
  const auto changed = change(farmer(), EntitySet::things, greenhouse.value, R"({"description":"东头"})");
  EXPECT_EQ(changed.value(), std::vector{greenhouse});
  EXPECT_EQ(stored(greenhouse).description, "东头");
  EXPECT_EQ(stored(greenhouse).name, "1号棚");
  EXPECT_EQ(stored(greenhouse).household, made.household);
  EXPECT_EQ(last_entry(), "change_entity Thing:" + std::to_string(greenhouse.value));
}

TEST_F(ChangeEntityTest, RequiresAddDevicesAtEveryThingThatUsesTheEntity) {
  const auto cadre = person(Role::village, made.village);
  const std::string json = R"({"description":"新"})";
  EXPECT_EQ(change(cadre, EntitySet::things, station.value, json).error().code, Code::forbidden);
  EXPECT_EQ(change(cadre, EntitySet::sensors, shared_sensor.value, json).error().code, Code::forbidden)
      << "a Thing of the other village uses it";
  EXPECT_EQ(stored(station).description, "");
  EXPECT_EQ(
      change(person(Role::county, made.county), EntitySet::sensors, shared_sensor.value, json).value().size(),
      2u);
}

TEST_F(ChangeEntityTest, RequiresOperateForAnEntityThatNoThingUses) {
  const std::string json = R"({"description":"新"})";
  EXPECT_EQ(
      change(person(Role::county, made.county), EntitySet::sensors, unused_sensor.value, json).error().code,
      Code::forbidden);
  EXPECT_TRUE(change(operator_(), EntitySet::sensors, unused_sensor.value, json));
}

TEST_F(ChangeEntityTest, RequiresSetThresholdsForTheNameOfAMonitoredThing) {
  const auto cadre = person(Role::village, made.village), other_cadre = person(Role::village, made.other);
  const std::string json = R"({"name":"新名"})";
  EXPECT_EQ(change(cadre, EntitySet::things, greenhouse.value, json).error().code, Code::forbidden);
  EXPECT_EQ(stored(greenhouse).name, "1号棚");
  EXPECT_TRUE(change(cadre, EntitySet::things, greenhouse.value, R"({"name":"1号棚","description":"东头"})"))
      << "the name it has";
  EXPECT_TRUE(change(farmer(), EntitySet::things, greenhouse.value, json));
  EXPECT_TRUE(change(other_cadre, EntitySet::things, station.value, json)) << "is not monitored";
  EXPECT_EQ(stored(station).name, "新名");
}

TEST_F(ChangeEntityTest, MovesADatastreamToAThingAndReturnsBoth) {
  const auto to_station = R"({"Thing":{"@iot.id":)" + std::to_string(station.value) + "}}";
  EXPECT_EQ(
      change(person(Role::village, made.village), EntitySet::datastreams, air.value, to_station).error().code,
      Code::invalid)
      << "which the cadre does not see";
  const auto changed =
      change(person(Role::county, made.county), EntitySet::datastreams, air.value, to_station);
  EXPECT_EQ(changed.value(), (std::vector{greenhouse, station}));
  EXPECT_EQ(stored([&](EntityStore& store) { return store.datastream(air)->thing; }), station);
}

TEST_F(ChangeEntityTest, RefusesInlineEntitiesListsAndUnknownMembers) {
  for (const auto* json : {R"({"Thing":{"name":"新"}})", R"({"Thing":7})", R"({"nothing":1})"})
    EXPECT_EQ(change(operator_(), EntitySet::datastreams, air.value, json).error().code, Code::invalid)
        << json;
  EXPECT_EQ(change(operator_(), EntitySet::things, greenhouse.value, R"({"Datastreams":[]})").error().code,
            Code::invalid);
}

TEST_F(ChangeEntityTest, RefusesAnEntityThatIsNotThere) {
  for (const auto set : {EntitySet::things, EntitySet::datastreams, EntitySet::sensors, EntitySet::locations})
    EXPECT_EQ(change(operator_(), set, 99, "{}").error().code, Code::not_found) << set_name(set);
}

TEST_F(DeleteEntityTest, ReturnsTheStreamsAndTheThings) {
  const auto deleted = remove(farmer(), EntitySet::things, greenhouse.value);
  ASSERT_TRUE(deleted);
  EXPECT_EQ(deleted->streams, std::vector{air});
  EXPECT_EQ(deleted->things, std::vector{greenhouse});
  EXPECT_TRUE(deleted->observations.empty());
  EXPECT_FALSE(stored([&](EntityStore& store) { return store.thing(greenhouse).has_value(); }));
  EXPECT_FALSE(stored([&](EntityStore& store) { return store.datastream(air).has_value(); }));
  EXPECT_EQ(last_entry(), "delete_entity Thing:" + std::to_string(greenhouse.value));
}

TEST_F(DeleteEntityTest, RequiresRemoveAtEveryThingThatUsesTheEntity) {
  EXPECT_EQ(remove(person(Role::technician, made.village), EntitySet::things, greenhouse.value).error().code,
            Code::forbidden);
  EXPECT_EQ(remove(person(Role::village, made.village), EntitySet::sensors, shared_sensor.value).error().code,
            Code::forbidden);
  EXPECT_TRUE(stored([&](EntityStore& store) { return store.sensor(shared_sensor).has_value(); }));
  const auto deleted = remove(operator_(), EntitySet::sensors, shared_sensor.value);
  EXPECT_EQ(deleted->streams, (std::vector{air, wind})) << "its Datastreams go with it";
  EXPECT_EQ(deleted->things, (std::vector{greenhouse, station}));
}

TEST_F(DeleteEntityTest, DeletesTheObservationsOfAFeature) {
  const auto feature = database.write([&](sql::Transaction& t) -> Result<EntityId> {
    auto& store = entity_store(t);
    ObservationExtra extra;
    extra.stream = air;
    extra.time = now;
    extra.feature = store.put(FeatureOfInterest{});
    store.put(extra);
    return extra.feature;
  });
  const auto deleted = remove(farmer(), EntitySet::features_of_interest, feature->value);
  ASSERT_TRUE(deleted);
  EXPECT_EQ(deleted->observations, (std::vector{std::pair(air, now)}));
  EXPECT_TRUE(deleted->streams.empty()) << "only these Observations";
  EXPECT_FALSE(stored([&](EntityStore& store) { return store.extra(air, now).has_value(); }));
}

TEST_F(DeleteEntityTest, RefusesAnEntityThatIsNotThere) {
  EXPECT_EQ(remove(operator_(), EntitySet::things, 99).error().code, Code::not_found);
}

TEST(DeleteObservation, DeletesTheMembersOfOneObservationWithItsEntry) {
  auto database = sql::testing::repeating_database();
  database.write([](sql::Transaction& t) {
    auto& store = entity_store(t);
    Datastream stream;
    stream.thing = testing::put_thing(t, "1号棚");
    stream.sensor = store.put(Sensor{});
    stream.observed_property = store.put(ObservedProperty{});
    const auto id = store.put(stream);
    const Instant at{1'767'225'600'000}, later = at + minutes(1);
    for (const auto time : {at, later}) {
      ObservationExtra extra;
      extra.stream = id;
      extra.time = time;
      extra.valid_time = "2026-01-01T00:00:00Z/2026-01-02T00:00:00Z";
      store.put(extra);
    }
    journal::Act act{PersonId{}, "app", at, journal::journal_of(t)};
    delete_observation(act, store, {id, at});
    EXPECT_FALSE(store.extra(id, at));
    EXPECT_TRUE(store.extra(id, later));
    const auto entry = journal::journal_of(t).newest(1).at(0);
    EXPECT_EQ(entry.verb, "delete_entity");
    EXPECT_EQ(entry.subject, "Observation:" + std::to_string(observation_id(id, at)));
  });
}

}  // namespace
}  // namespace cunkou::sensorthings
