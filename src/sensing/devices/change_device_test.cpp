#include "sensing/devices/change_device.hpp"

#include <gtest/gtest.h>

#include "sensing/devices/testing/devices_fixture.hpp"

namespace cunkou::devices {
namespace {

using testing::any;
using testing::greenhouse;
using testing::now;

class ChangeDeviceTest : public testing::DevicesTest {
 protected:
  Result<Device> rename(DeviceId id, std::string_view name) {
    return act([&](journal::Act& by, sql::Transaction& t) {
      return rename_device(by, devices::device_store(t), id, name);
    });
  }
  Result<sensorthings::Thing> rename(ThingId id, std::string_view name) {
    return act([&](journal::Act& by, sql::Transaction& t) {
      return rename_thing(by, sensorthings::entity_store(t), id, name);
    });
  }
  Result<Device> remove(DeviceId id) {
    return act([&](journal::Act& by, sql::Transaction& t) {
      return remove_device(by, devices::device_store(t), id);
    });
  }
  Result<std::vector<StreamId>> remove(ThingId id) {
    return act([&](journal::Act& by, sql::Transaction& t) {
      return remove_thing(by, sensorthings::entity_store(t), id);
    });
  }
  std::optional<Device> stored(DeviceId id) {
    return database.read([&](sql::Transaction& t) { return devices::device_store(t).device(id); });
  }
  std::optional<sensorthings::Thing> stored(ThingId id) {
    return database.read([&](sql::Transaction& t) { return sensorthings::entity_store(t).thing(id); });
  }
  // "verb subject details" of the newest entry.
  std::string last_entry() {
    return database.read([](sql::Transaction& t) {
      const auto entry = journal::journal_of(t).newest(1).at(0);
      return entry.verb + " " + entry.subject + " " + entry.details;
    });
  }
};
using RenameDeviceTest = ChangeDeviceTest;
using RenameThingTest = ChangeDeviceTest;
using RemoveDeviceTest = ChangeDeviceTest;
using RemoveThingTest = ChangeDeviceTest;

TEST_F(RenameDeviceTest, StoresTheNameWithoutBlanks) {
  const auto device = add("1号棚", greenhouse(), village)->device;
  EXPECT_EQ(rename(device.id, " 东棚 ")->name, "东棚");
  EXPECT_EQ(stored(device.id)->name, "东棚");
  EXPECT_EQ(stored(device.id)->token_hash, device.token_hash);
  EXPECT_EQ(stored(device.thing)->name, "1号棚") << "the Thing keeps its name";
  EXPECT_EQ(last_entry(), "rename_device device:" + std::to_string(device.id.value) + R"( {"name":"东棚"})");
}

TEST_F(RenameDeviceTest, RecordsNothingForTheSameName) {
  const auto device = add("1号棚", greenhouse(), village)->device;
  const auto before = last_entry();
  EXPECT_EQ(rename(device.id, "1号棚")->name, "1号棚");
  EXPECT_EQ(last_entry(), before);
}

TEST_F(RenameDeviceTest, RefusesANameThatADeviceOfThePlaceHas) {
  const auto first = add("1号棚", greenhouse(), village)->device.id;
  add("2号棚", greenhouse(), village).value();
  add("3号棚", greenhouse(), other).value();
  EXPECT_EQ(rename(first, "2号棚").error().code, Code::conflict);
  EXPECT_EQ(stored(first)->name, "1号棚");
  EXPECT_TRUE(rename(first, "3号棚")) << "of another place";
}

TEST_F(RenameDeviceTest, RefusesAnInvalidNameAndAnUnknownDevice) {
  const auto id = add("1号棚", greenhouse(), village)->device.id;
  EXPECT_EQ(rename(id, " ").error().code, Code::invalid);
  EXPECT_EQ(rename(DeviceId{99}, "东棚").error().code, Code::not_found);
  EXPECT_EQ(stored(id)->name, "1号棚");
}

TEST_F(RenameThingTest, StoresTheNameWithoutBlanks) {
  const auto device = add("1号棚", greenhouse(), village, household)->device;
  EXPECT_EQ(rename(device.thing, " 东棚 ")->name, "东棚");
  EXPECT_EQ(stored(device.thing)->name, "东棚");
  EXPECT_EQ(stored(device.thing)->household, household);
  EXPECT_EQ(stored(device.id)->name, "1号棚") << "the device keeps its name";
  EXPECT_EQ(last_entry(), "rename_thing thing:" + std::to_string(device.thing.value) + R"( {"name":"东棚"})");
}

TEST_F(RenameThingTest, AcceptsTheNameOfAnotherThing) {
  const auto thing = add("1号棚", greenhouse(), village)->device.thing;
  add("2号棚", greenhouse(), village).value();
  EXPECT_TRUE(rename(thing, "2号棚"));
  const auto before = last_entry();
  EXPECT_TRUE(rename(thing, "2号棚"));
  EXPECT_EQ(last_entry(), before) << "the same name";
}

TEST_F(RenameThingTest, RefusesAnInvalidNameAndAnUnknownThing) {
  const auto thing = add("1号棚", greenhouse(), village)->device.thing;
  EXPECT_EQ(rename(thing, "").error().code, Code::invalid);
  EXPECT_EQ(rename(ThingId{99}, "东棚").error().code, Code::not_found);
  EXPECT_EQ(stored(thing)->name, "1号棚");
}

TEST_F(RemoveDeviceTest, LeavesTheThingAndItsStreams) {
  const auto device = add("1号棚", greenhouse(), village)->device;
  EXPECT_EQ(remove(device.id)->name, "1号棚");
  EXPECT_FALSE(stored(device.id));
  EXPECT_TRUE(stored(device.thing));
  EXPECT_EQ(find(sensorthings::EntitySet::datastreams)->count, 2);
  EXPECT_EQ(last_entry(), "remove_device device:" + std::to_string(device.id.value) + R"( {"name":"1号棚"})");
  EXPECT_EQ(remove(device.id).error().code, Code::not_found);
}

TEST_F(RemoveThingTest, RemovesAThingWithItsStreams) {
  auto added = add("1号棚", greenhouse(), village);
  auto streams = remove(added->device.thing);
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

TEST_F(RemoveThingTest, RemovesItsDevicesAndRefusesAnUnknownThing) {
  const auto device = add("1号棚", greenhouse(), village)->device;
  EXPECT_TRUE(remove(device.thing));
  EXPECT_FALSE(stored(device.id));
  EXPECT_EQ(last_entry(),
            "remove_thing thing:" + std::to_string(device.thing.value) + R"( {"name":"1号棚"})");
  EXPECT_EQ(remove(device.thing).error().code, Code::not_found);
}

}  // namespace
}  // namespace cunkou::devices
