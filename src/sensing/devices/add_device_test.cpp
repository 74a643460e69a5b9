#include "sensing/devices/add_device.hpp"

#include <gtest/gtest.h>

#include "sensing/devices/testing/devices_fixture.hpp"
#include "sensing/devices/token.hpp"

namespace cunkou::devices {
namespace {

using testing::any;
using testing::greenhouse;
using testing::now;
using AddDeviceTest = testing::DevicesTest;

TEST_F(AddDeviceTest, AddsADeviceWithThingLocationAndStreams) {
  auto added = add("1号棚", greenhouse(), village, household);
  ASSERT_TRUE(added) << added.error().reason.en;
  EXPECT_EQ(added->token.size(), 32u);
  EXPECT_EQ(added->device.token_hash, token_hash(added->token));
  EXPECT_EQ(added->device.place, village.id);
  database
      .read([&](sql::Transaction& t) -> Result<bool> {
        const auto thing = sensorthings::entity_store(t).thing(added->device.thing);
        EXPECT_EQ(thing->kind, "greenhouse");
        EXPECT_EQ(thing->household, household);
        const auto locations = sensorthings::entity_store(t).locations_of(thing->id);
        EXPECT_EQ(locations.size(), 1u);
        EXPECT_EQ(sensorthings::entity_store(t).location(locations[0])->location_json,
                  R"({"type":"Point","coordinates":[110.74,37.45]})");
        const auto streams = sensorthings::entity_store(t).datastreams_of(added->device.id);
        EXPECT_EQ(streams.size(), 2u);
        EXPECT_EQ(streams[0].unit, "Cel");
        EXPECT_EQ(streams[0].max, 80);
        EXPECT_TRUE(streams[0].number_only);
        EXPECT_TRUE(streams[0].feature);
        EXPECT_EQ(sensorthings::entity_store(t).scope(thing->id).place_path, village.path);
        return true;
      })
      .value();
  EXPECT_EQ(find(sensorthings::EntitySet::historical_locations)->count, 1);
}

TEST_F(AddDeviceTest, RefusesAnInvalidDevice) {
  ASSERT_TRUE(add("1号棚", greenhouse(), village));
  EXPECT_EQ(add(" 1号棚 ", greenhouse(), village).error().code, Code::conflict);
  EXPECT_TRUE(add("1号棚", greenhouse(), other));
  EXPECT_EQ(add("", greenhouse(), village).error().code, Code::invalid);
  EXPECT_EQ(add("\xc3(", greenhouse(), village).error().code, Code::invalid) << "no UTF-8";
  EXPECT_EQ(add("2号棚", greenhouse(), other, household).error().code, Code::conflict);
  EXPECT_EQ(add("2号棚", greenhouse(), village, {}, ThingId{99}).error().code, Code::not_found);
  EXPECT_EQ(find(sensorthings::EntitySet::things)->count, 2);
}

TEST_F(AddDeviceTest, AttachesAnotherDeviceToAThing) {
  auto first = add("1号棚", greenhouse(), village, household);
  auto second = add("气象站", any(), other, {}, first->device.thing);
  ASSERT_TRUE(second);
  EXPECT_EQ(second->device.place, village.id);
  EXPECT_EQ(second->device.household, household);
  EXPECT_EQ(find(sensorthings::EntitySet::things)->count, 1);
}

}  // namespace
}  // namespace cunkou::devices
