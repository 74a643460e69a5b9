#include "sensing/devices/registry.hpp"

#include <gtest/gtest.h>

#include "sensing/devices/change_device.hpp"
#include "sensing/devices/device_token.hpp"
#include "sensing/devices/testing/devices_fixture.hpp"

namespace cunkou::devices {
namespace {

using testing::any;
using testing::greenhouse;

class RegistryTest : public testing::DevicesTest {
 protected:
  void load() {
    database.read(
        [&](sql::Transaction& t) { registry.load(sensorthings::entity_store(t), devices::device_store(t)); });
  }
  template <class Changed>  // a DeviceId or a ThingId
  void refresh(Changed id) {
    database.read([&](sql::Transaction& t) {
      registry.refresh(sensorthings::entity_store(t), devices::device_store(t), id);
    });
  }
  void rename(DeviceId id, std::string_view name) {
    act([&](journal::Act& by, sql::Transaction& t) {
      return rename_device(by, devices::device_store(t), id, name);
    }).value();
  }
  void remove(DeviceId id) {
    act([&](journal::Act& by, sql::Transaction& t) {
      return remove_device(by, devices::device_store(t), id);
    }).value();
  }

  Registry registry{{greenhouse(), any()}};
};

TEST_F(RegistryTest, FindsADeviceByTokenIdAndStream) {
  const auto added = add("1号棚", greenhouse(), village, household).value();
  EXPECT_FALSE(registry.by_token(added.token)) << "not loaded";
  load();
  const auto entry = registry.by_token(added.token);
  ASSERT_TRUE(entry);
  EXPECT_EQ(entry->device, added.device.id);
  EXPECT_EQ(entry->scope.place_path, village.path);
  EXPECT_EQ(entry->scope.household, household);
  ASSERT_EQ(entry->streams.size(), 2u);
  EXPECT_EQ(registry.by_id(added.device.id), entry);
  EXPECT_EQ(registry.by_stream(entry->streams[0].id), entry);
  EXPECT_EQ(registry.devices().size(), 1u);
  EXPECT_FALSE(registry.by_token(added.token + "x"));
  EXPECT_FALSE(registry.by_id(DeviceId{99}));
  EXPECT_FALSE(registry.by_stream(StreamId{99}));
}

TEST_F(RegistryTest, KeepsTheCountsOfADeviceThatChanges) {
  const auto id = add("1号棚", greenhouse(), village)->device.id;
  load();
  const auto before = registry.by_id(id);
  rename(id, "东棚");
  refresh(id);
  const auto after = registry.by_id(id);
  EXPECT_EQ(before->name, "1号棚") << "an entry is a snapshot";
  EXPECT_EQ(after->name, "东棚");
  EXPECT_EQ(after->stats, before->stats);
}

TEST_F(RegistryTest, LoadsTheChangesOfAnotherProcess) {
  const auto removed = add("1号棚", greenhouse(), village).value();
  const auto renewed = add("2号棚", greenhouse(), village).value();
  const auto same = add("3号棚", greenhouse(), village).value();
  load();
  const auto unchanged = registry.by_id(same.device.id);
  remove(removed.device.id);
  const auto token = act([&](journal::Act& by, sql::Transaction& t) {
    return renew_token(by, devices::device_store(t), renewed.device.id);
  });
  const auto added = add("4号棚", any(), other).value();
  load();
  EXPECT_FALSE(registry.by_id(removed.device.id));
  EXPECT_FALSE(registry.by_token(removed.token));
  EXPECT_FALSE(registry.by_token(renewed.token));
  EXPECT_TRUE(registry.by_token(*token));
  EXPECT_TRUE(registry.by_token(added.token));
  EXPECT_EQ(registry.by_id(same.device.id), unchanged);
}

TEST_F(RegistryTest, KeepsTheStreamsOfARemovedDeviceWithItsThing) {
  const auto device = add("1号棚", greenhouse(), village)->device;
  load();
  const auto stream = registry.by_id(device.id)->streams[0].id;
  remove(device.id);
  refresh(device.thing);
  ASSERT_TRUE(registry.by_stream(stream));
  EXPECT_EQ(registry.by_stream(stream)->device, DeviceId{});
  EXPECT_EQ(registry.by_stream(stream)->thing, device.thing);
  EXPECT_TRUE(registry.devices().empty());
}

}  // namespace
}  // namespace cunkou::devices
