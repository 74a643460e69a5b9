#include "sensing/sensorthings/create_entity.hpp"

#include <gtest/gtest.h>

#include "platform/sql/testing/state_database.hpp"
#include "sensing/sensorthings/testing/put_thing.hpp"

namespace cunkou::sensorthings {
namespace {

using Database = sql::testing::StateDatabase<sql::testing::Sqlite>;

TEST(UndoCreation, DeletesWhatWasCreatedWithItsEntry) {
  Database database;
  database.write([](sql::Transaction& t) {
    auto& store = entity_store(t);
    const auto kept = testing::put_thing(t, "1号棚");
    const auto thing = testing::put_thing(t, "2号棚");
    Sensor sensor;
    sensor.name = "sensor";
    const auto sensor_id = store.put(sensor);
    journal::Act act{PersonId{}, "app", {1'767'225'600'000}, journal::journal_of(t)};
    undo_creation(act, store, {{EntitySet::things, thing.value}, {EntitySet::sensors, sensor_id.value}});
    EXPECT_TRUE(store.thing(kept));
    EXPECT_FALSE(store.thing(thing));
    EXPECT_FALSE(store.sensor(sensor_id));
    EXPECT_EQ(journal::journal_of(t).newest(1).at(0).verb, "undo_creation");
  });
}

}  // namespace
}  // namespace cunkou::sensorthings
