#include <gtest/gtest.h>

#include "core/journal/act.hpp"
#include "core/people/people_store.hpp"
#include "core/places/add_place.hpp"
#include "core/places/place_store.hpp"
#include "platform/sql/database.hpp"
#include "platform/sql/testing/repeating_database.hpp"
#include "sensing/devices/add_device.hpp"
#include "sensing/sensorthings/entity_store.hpp"

namespace cunkou::devices {
namespace {

Profile profile_of(std::string name, std::string thing) {
  Profile profile;
  profile.name = std::move(name);
  profile.thing = std::move(thing);
  return profile;
}

// Adds a device of the profile to the county itself.
Result<NewDevice> add_to_county(const Profile& profile) {
  sql::Database database = sql::testing::repeating_database();
  return database.write([&](sql::Transaction& t) -> Result<NewDevice> {
    journal::Act act{PersonId{}, "cli", Instant{1'700'000'000'000}, journal::journal_of(t)};
    CUNKOU_TRY_VALUE(
        county, places::add_place(act, places::place_store(t), {"610829000000", "吴堡县(示例)", "", {}}));
    return add_device(act, sensorthings::entity_store(t), device_store(t), places::place_store(t),
                      people::people_store(t), profile, {"1号", county.id, {}, {}});
  });
}

TEST(AddDeviceLevel, RefusesAMonitoredThingOfAnyKindAboveTheVillage) {
  for (const auto* kind : {"greenhouse", "orchard_block"}) {
    const auto refused = add_to_county(profile_of("logger", kind));
    ASSERT_FALSE(refused) << kind;
    EXPECT_EQ(refused.error().code, Code::invalid);
  }
  EXPECT_TRUE(add_to_county(profile_of("weather_station", "")));
}

}  // namespace
}  // namespace cunkou::devices
