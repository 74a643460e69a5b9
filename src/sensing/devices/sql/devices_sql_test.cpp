#include "sensing/devices/device_store.hpp"

#include <gtest/gtest.h>

#include <tuple>

#include "platform/sql/testing/state_database.hpp"
#include "sensing/devices/testing/devices_fixture.hpp"
#include "sensing/sensorthings/testing/put_thing.hpp"

namespace cunkou::devices {
namespace {

using testing::any;
using testing::greenhouse;
using testing::now;
using DevicesSql = testing::DevicesTest;

template <class Engine>
class DeviceStoreContract : public ::testing::Test {
 protected:
  DeviceStoreContract() {
    database.write([&](sql::Transaction& t) {
      village = places::place_store(t)
                    .put({{}, "610829000000", "吴堡县(示例)", places::Level::county, {}, {}, {}})
                    .id;
      people::Household home;
      home.name = "大棚户01";
      home.place = village;
      household = people::people_store(t).put_household(home);
      thing = sensorthings::testing::put_thing(t, "1号棚", "greenhouse", village, household);
      other_thing = sensorthings::testing::put_thing(t, "2号棚");
    });
  }
  static auto members(const Device& d) {
    return std::tuple(d.id, d.name, d.profile, d.thing, d.token_hash, d.created, d.revoked);
  }
  static std::vector<DeviceId> ids(const std::vector<Device>& devices) {
    std::vector<DeviceId> all;
    for (const auto& device : devices) all.push_back(device.id);
    return all;
  }
  DeviceId put(std::string name, ThingId of) {
    Device device;
    device.name = std::move(name);
    device.profile = "any";
    device.thing = of;
    DeviceId id;
    with([&](DeviceStore& devices) { id = devices.put(device); });
    return id;
  }
  template <class F>
  void with(F&& f) {
    database.write([&](sql::Transaction& t) { f(device_store(t)); });
  }

  sql::testing::StateDatabase<Engine> database;
  PlaceId village;
  HouseholdId household;
  ThingId thing, other_thing;
};
TYPED_TEST_SUITE(DeviceStoreContract, sql::testing::Engines);

TYPED_TEST(DeviceStoreContract, KeepsEveryMember) {
  Device device;
  device.name = "1号棚";
  device.profile = "greenhouse";
  device.thing = this->thing;
  device.token_hash = "ab12";
  device.created = now;
  this->with([&](DeviceStore& devices) {
    device.id = {};
    device.id = devices.put(device);
    const auto stored = devices.device(device.id);
    ASSERT_TRUE(stored);
    EXPECT_EQ(this->members(*stored), this->members(device));
    EXPECT_EQ(stored->place, this->village) << "of the Thing";
    EXPECT_EQ(stored->household, this->household);
    EXPECT_FALSE(devices.device(DeviceId{99}));
  });
  device.name = "新名";
  device.thing = this->other_thing;
  device.token_hash = "";
  device.revoked = now + hours(1);
  this->with([&](DeviceStore& devices) {
    EXPECT_EQ(devices.put(device), device.id);
    EXPECT_EQ(this->members(*devices.device(device.id)), this->members(device));
    EXPECT_FALSE(devices.device(device.id)->place);
  });
}

TYPED_TEST(DeviceStoreContract, ListsDevices) {
  const auto tenth = this->put("棚10", this->thing), second = this->put("棚2", this->other_thing),
             namesake = this->put("棚10", this->other_thing);
  this->with([&](DeviceStore& devices) {
    EXPECT_EQ(this->ids(devices.devices()), (std::vector{tenth, second, namesake}));
    EXPECT_EQ(this->ids(devices.devices_by_name()), (std::vector{second, tenth, namesake}));
    EXPECT_EQ(this->ids(devices.devices_of(this->other_thing)), (std::vector{second, namesake}));
    EXPECT_EQ(this->ids(devices.devices_named("棚10")), (std::vector{tenth, namesake}));
  });
}

TYPED_TEST(DeviceStoreContract, LeavesTheDatastreamsOfARemovedDevice) {
  const auto id = this->put("1号棚", this->thing);
  this->database.write([&](sql::Transaction& t) {
    auto& entities = sensorthings::entity_store(t);
    sensorthings::Datastream stream;
    stream.thing = this->thing;
    stream.device = id;
    stream.stream = "air_temperature";
    stream.sensor = entities.put(sensorthings::Sensor{});
    stream.observed_property = entities.put(sensorthings::ObservedProperty{});
    const auto stream_id = entities.put(stream);
    device_store(t).remove(id);
    EXPECT_FALSE(device_store(t).device(id));
    ASSERT_TRUE(entities.datastream(stream_id));
    EXPECT_FALSE(entities.datastream(stream_id)->device);
  });
}

TYPED_TEST(DeviceStoreContract, ReplacesAnAttribute) {
  const auto id = this->put("1号棚", this->thing);
  this->with([&](DeviceStore& devices) {
    devices.put(id, {"fw", "\"1.2\""}, now);
    devices.put(id, {"battery", "87"}, now);
    devices.put(id, {"fw", "\"1.3\""}, now + minutes(1));
    const auto kept = devices.attributes(id);
    ASSERT_EQ(kept.size(), 2u);
    EXPECT_EQ(kept[0].name, "battery");
    EXPECT_EQ(kept[1].name, "fw");
    EXPECT_EQ(kept[1].json, "\"1.3\"");
  });
}

TYPED_TEST(DeviceStoreContract, ReplacesTheIngestStats) {
  const auto id = this->put("1号棚", this->thing);
  this->with([&](DeviceStore& devices) {
    devices.put_ingest_stats(id, {1, 2, 3, 4}, {{now, "t", {"为何", "why"}, "text", 7}});
    devices.put_ingest_stats(id, {2, 3, 4, 5}, {{now, "u", {"为何", "why"}, "", 0}});
    EXPECT_EQ(devices.counts(id).added, 2);
    EXPECT_EQ(devices.counts(id).equal, 3);
    EXPECT_EQ(devices.counts(id).replaced, 4);
    EXPECT_EQ(devices.counts(id).refused, 5);
    ASSERT_EQ(devices.refusals(id).size(), 1u);
    EXPECT_EQ(devices.refusals(id)[0].stream, "u");
  });
}

TEST_F(DevicesSql, StoresIngestStats) {
  auto device = add("1号棚", greenhouse(), village)->device.id;
  act([&](journal::Act&, sql::Transaction& t) -> Result<bool> {
    devices::device_store(t).put_ingest_stats(
        device, {1, 2, 3, 4},
        {{now, "t", {"为何", "why"}, "text", 7}, {now, "u", untranslated("why"), "", 0}});
    return true;
  }).value();
  database
      .read([&](sql::Transaction& t) -> Result<bool> {
        EXPECT_EQ(devices::device_store(t).counts(device).refused, 4);
        EXPECT_EQ(devices::device_store(t).refusals(device).size(), 2u);
        EXPECT_EQ(devices::device_store(t).refusals(device)[0].line, 7);
        EXPECT_EQ(devices::device_store(t).refusals(device)[0].reason, (Label{"为何", "why"}));
        return true;
      })
      .value();
}

}  // namespace
}  // namespace cunkou::devices
