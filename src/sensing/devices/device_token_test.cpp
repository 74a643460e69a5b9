#include "sensing/devices/device_token.hpp"

#include <gtest/gtest.h>

#include "sensing/devices/change_device.hpp"
#include "sensing/devices/registry.hpp"
#include "sensing/devices/testing/devices_fixture.hpp"

namespace cunkou::devices {
namespace {

using testing::any;
using testing::greenhouse;
using testing::now;
using DeviceTokenTest = testing::DevicesTest;

TEST_F(DeviceTokenTest, RenewsAndRevokesTokens) {
  auto added = add("1号棚", greenhouse(), village);
  Registry registry({greenhouse(), any()});
  database
      .read([&](sql::Transaction& t) -> Result<bool> {
        registry.load(sensorthings::entity_store(t), devices::device_store(t));
        return true;
      })
      .value();
  auto entry = registry.by_token(added->token);
  ASSERT_TRUE(entry);
  EXPECT_EQ(entry->streams.size(), 2u);
  EXPECT_TRUE(entry->awaits("vent_position"));
  EXPECT_EQ(registry.by_stream(entry->streams[1].id), entry);

  auto fresh = act([&](journal::Act& by, sql::Transaction& t) {
    return renew_token(by, devices::device_store(t), added->device.id);
  });
  auto refresh = [&] {
    database
        .read([&](sql::Transaction& t) -> Result<bool> {
          registry.refresh(sensorthings::entity_store(t), devices::device_store(t), added->device.id);
          return true;
        })
        .value();
  };
  refresh();
  EXPECT_FALSE(registry.by_token(added->token));
  EXPECT_TRUE(registry.by_token(*fresh));

  act([&](journal::Act& by, sql::Transaction& t) {
    return revoke_token(by, devices::device_store(t), added->device.id);
  }).value();
  refresh();
  EXPECT_FALSE(registry.by_token(*fresh));
  EXPECT_TRUE(registry.by_id(added->device.id));

  act([&](journal::Act& by, sql::Transaction& t) {
    return remove_device(by, devices::device_store(t), added->device.id);
  }).value();
  database
      .read([&](sql::Transaction& t) -> Result<bool> {
        registry.refresh(sensorthings::entity_store(t), devices::device_store(t), added->device.thing);
        return true;
      })
      .value();
  EXPECT_FALSE(registry.by_id(added->device.id));
  EXPECT_EQ(registry.by_stream(entry->streams[0].id)->device, DeviceId{})
      << "the readings stay with the Thing";
}

}  // namespace
}  // namespace cunkou::devices
