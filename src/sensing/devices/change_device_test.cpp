#include "sensing/devices/change_device.hpp"

#include <gtest/gtest.h>

#include "sensing/devices/testing/devices_fixture.hpp"

namespace cunkou::devices {
namespace {

using testing::any;
using testing::greenhouse;
using testing::now;
using RemoveThingTest = testing::DevicesTest;

TEST_F(RemoveThingTest, RemovesAThingWithItsStreams) {
  auto added = add("1号棚", greenhouse(), village);
  auto streams = act([&](journal::Act& by, sql::Transaction& t) {
    return remove_thing(by, sensorthings::entity_store(t), added->device.thing);
  });
  EXPECT_EQ(streams->size(), 2u);
  EXPECT_EQ(find(sensorthings::EntitySet::datastreams)->count, 0);
  EXPECT_EQ(find(sensorthings::EntitySet::historical_locations)->count, 0);
  auto again = add("1号棚", greenhouse(), village);
  database
      .read([&](sql::Transaction& t) -> Result<bool> {
        EXPECT_GT(sensorthings::entity_store(t).datastreams_of(again->device.id)[0].id, streams->back())
            << "ids are never used twice";
        return true;
      })
      .value();
}

}  // namespace
}  // namespace cunkou::devices
