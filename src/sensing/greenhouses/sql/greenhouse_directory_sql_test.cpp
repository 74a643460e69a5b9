#include <gtest/gtest.h>

#include "core/people/people_store.hpp"
#include "core/places/place_store.hpp"
#include "platform/sql/testing/state_database.hpp"
#include "sensing/devices/device_store.hpp"
#include "sensing/greenhouses/greenhouse_directory.hpp"
#include "sensing/sensorthings/testing/put_thing.hpp"

namespace cunkou::greenhouses {
namespace {

devices::Profile profile_of(std::string name, bool moves) {
  devices::Profile profile;
  profile.name = std::move(name);
  profile.quantities = {{"air_temperature", {"棚温", "Air"}, "Cel", -40, 80, 0.1, minutes(1), false},
                        {"vent_position", {"通风口", "Vent"}, "%", 0, 100, 1, minutes(5), true}};
  if (moves) {
    devices::Actuator vent;
    vent.name = "vent";
    profile.actuators = {vent};
  }
  return profile;
}

template <class Engine>
class GreenhouseDirectoryContract : public ::testing::Test {
 protected:
  GreenhouseDirectoryContract() {
    database.write([&](sql::Transaction& t) {
      auto& places = places::place_store(t);
      county = places.put({{}, "610829000000", "吴堡县(示例)", places::Level::county, {}, {}, {}});
      village = places.put({{}, "610829101203", "李家河村", places::Level::village, county.id, {}, {}});
      people::Household home;
      home.name = "大棚户01";
      home.place = village.id;
      household = people::people_store(t).put_household(home);
      second = sensorthings::testing::put_thing(t, "2号棚");
      first = sensorthings::testing::put_thing(t, "1号棚", "greenhouse", village.id, household);
      sensorthings::testing::put_thing(t, "气象站", "weather_station", village.id, household);
    });
  }
  DeviceId add_device(std::string profile) {
    DeviceId id;
    database.write([&](sql::Transaction& t) {
      devices::Device device;
      device.name = profile;
      device.profile = profile;
      device.thing = first;
      id = devices::device_store(t).put(device);
    });
    return id;
  }
  void add_stream(std::string name, std::string quantity, DeviceId device) {
    database.write([&](sql::Transaction& t) {
      auto& store = sensorthings::entity_store(t);
      sensorthings::Datastream stream;
      stream.name = name;
      stream.stream = name;
      stream.quantity = quantity;
      stream.unit = "Cel";
      stream.thing = first;
      stream.sensor = store.put(sensorthings::Sensor{});
      stream.observed_property = store.put(sensorthings::ObservedProperty{});
      stream.device = device;
      store.put(stream);
    });
  }
  std::vector<ThingId> seen(const access::Identity& who, std::optional<std::string> code = {}) {
    std::vector<ThingId> ids;
    for (const auto& info : directory.visible_to(who, code)) ids.push_back(info->id);
    return ids;
  }
  static access::Identity holder_of(access::Role role, std::string place_path, HouseholdId of = {}) {
    access::Identity who;
    who.person = PersonId{1};
    who.grants = {{{}, role, {}, std::move(place_path), of}};
    return who;
  }

  sql::testing::StateDatabase<Engine> database;
  devices::Registry registry{{profile_of("sensor", false), profile_of("controller", true)}};
  GreenhouseDirectory directory{database.database(), registry};
  places::Place county, village;
  HouseholdId household;
  ThingId first, second;
};
TYPED_TEST_SUITE(GreenhouseDirectoryContract, sql::testing::Engines);

TYPED_TEST(GreenhouseDirectoryContract, IsEmptyUntilItIsRefreshed) {
  EXPECT_TRUE(this->directory.all().empty());
  this->directory.refresh();
  EXPECT_EQ(this->directory.all().size(), 2u) << "a weather station is no greenhouse";
  EXPECT_EQ(this->directory.no_such_thing().code, Code::not_found);
}

TYPED_TEST(GreenhouseDirectoryContract, JoinsPlaceHouseholdAndScope) {
  this->directory.refresh();
  const auto found = this->directory.find(this->first);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->name, "1号棚");
  EXPECT_EQ(found->place, this->village.id);
  EXPECT_EQ(found->place_code, "610829101203");
  EXPECT_EQ(found->place_name, "李家河村");
  EXPECT_EQ(found->household_name, "大棚户01");
  EXPECT_EQ(found->scope.place_path, this->village.path);
  EXPECT_EQ(found->scope.household, this->household);
  const auto alone = this->directory.find(this->second);
  ASSERT_TRUE(alone);
  EXPECT_EQ(alone->place_code, "");
  EXPECT_EQ(alone->scope.place_path, "");
}

TYPED_TEST(GreenhouseDirectoryContract, TakesTheProfileOfTheFirstDeviceThatMovesAnything) {
  const auto sensor = this->add_device("sensor");
  this->directory.refresh();
  EXPECT_EQ(this->directory.find(this->first)->profile->name, "sensor");
  const auto controller = this->add_device("controller");
  this->directory.refresh();
  const auto found = this->directory.find(this->first);
  EXPECT_EQ(found->profile->name, "controller");
  EXPECT_EQ(found->devices, (std::vector{sensor, controller}));
  EXPECT_EQ(found->moving("vent"), std::vector{controller});
}

TYPED_TEST(GreenhouseDirectoryContract, PutsEndedStreamsLast) {
  this->add_stream("old", "air_temperature", {});
  const auto sensor = this->add_device("sensor");
  this->add_stream("air", "air_temperature", sensor);
  this->add_stream("vent_position", "vent_position", sensor);
  this->add_stream("battery", "", sensor);
  this->directory.refresh();
  const auto& streams = this->directory.find(this->first)->streams;
  ASSERT_EQ(streams.size(), 4u);
  EXPECT_FALSE(streams[0].ended);
  EXPECT_EQ(streams[0].quantity, "air_temperature");
  EXPECT_EQ(streams[0].unit, "Cel");
  EXPECT_EQ(streams[0].interval, minutes(1));
  EXPECT_TRUE(streams[1].reported);
  EXPECT_EQ(streams[2].quantity, "battery") << "of no quantity";
  EXPECT_TRUE(streams[3].ended);
}

TYPED_TEST(GreenhouseDirectoryContract, ShowsTheThingsThatAnIdentityMaySee) {
  this->directory.refresh();
  using Ids = std::vector<ThingId>;
  const auto operator_ = this->holder_of(access::Role::operator_, "/");
  EXPECT_EQ(this->seen(operator_), (Ids{this->second, this->first})) << "by id";
  EXPECT_EQ(this->seen(operator_, this->village.code), Ids{this->first});
  EXPECT_EQ(this->seen(operator_, this->county.code), Ids{this->first});
  EXPECT_EQ(this->seen(operator_, "610830000000"), Ids{});
  EXPECT_EQ(this->seen(this->holder_of(access::Role::village, this->village.path)), Ids{this->first});
  EXPECT_EQ(this->seen(this->holder_of(access::Role::farmer, "", this->household)), Ids{this->first});
  EXPECT_EQ(this->seen(this->holder_of(access::Role::farmer, "", HouseholdId{99})), Ids{});
}

}  // namespace
}  // namespace cunkou::greenhouses
