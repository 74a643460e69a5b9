#include "sensing/sensorthings/change_entity.hpp"

#include <gtest/gtest.h>

#include "platform/sql/testing/state_database.hpp"
#include "sensing/sensorthings/testing/put_thing.hpp"

namespace cunkou::sensorthings {
namespace {

TEST(DeleteObservation, DeletesTheMembersOfOneObservationWithItsEntry) {
  sql::testing::StateDatabase<sql::testing::Sqlite> database;
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
