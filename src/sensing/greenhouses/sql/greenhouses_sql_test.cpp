#include <gtest/gtest.h>

#include <tuple>

#include "core/people/people_store.hpp"
#include "core/places/place_store.hpp"
#include "platform/sql/testing/state_database.hpp"
#include "sensing/greenhouses/greenhouse.hpp"
#include "sensing/greenhouses/greenhouse_store.hpp"
#include "sensing/sensorthings/testing/put_thing.hpp"

namespace cunkou::greenhouses {
namespace {

auto minutes_of(const std::optional<ClockSpan>& span) {
  return span ? std::pair(span->from_min, span->to_min) : std::pair(-1, -1);
}

template <class Engine>
class GreenhouseStoreContract : public ::testing::Test {
 protected:
  GreenhouseStoreContract() {
    database.write([&](sql::Transaction& t) {
      village = places::place_store(t)
                    .put({{},
                          "610829000000",
                          "吴堡县(示例)",
                          places::Level::county,
                          {},
                          places::Coordinates{37.45, 110.74},
                          {}})
                    .id;
      people::Household home;
      home.name = "大棚户01";
      home.place = village;
      home.quiet = ClockSpan{22 * 60, 6 * 60};
      household = people::people_store(t).put_household(home);
      first = sensorthings::testing::put_thing(t, "1号棚", "greenhouse", village, household);
      sensorthings::testing::put_thing(t, "气象站", "weather_station", village, household);
      second = sensorthings::testing::put_thing(t, "2号棚");
    });
  }
  static auto members(const monitor::MonitoredThing& g) {
    const auto planting = planting_of(g);
    return std::tuple(g.thing, g.kind, g.profile, planting.crop, planting.stage, planting.planted,
                      g.site.latitude, g.site.longitude, minutes_of(g.day), minutes_of(g.quiet), g.automatic);
  }
  template <class F>
  void with(F&& f) {
    database.write([&](sql::Transaction& t) { f(greenhouse_store(t)); });
  }

  sql::testing::StateDatabase<Engine> database;
  PlaceId village;
  HouseholdId household;
  ThingId first, second;
};
TYPED_TEST_SUITE(GreenhouseStoreContract, sql::testing::Engines);

TYPED_TEST(GreenhouseStoreContract, FindsGreenhousesWithoutSettings) {
  this->with([&](GreenhouseStore& store) {
    const auto all = store.all();
    ASSERT_EQ(all.size(), 2u) << "a weather station is none";
    EXPECT_EQ(all[0].thing, this->first);
    EXPECT_EQ(all[1].thing, this->second);
    EXPECT_EQ(all[0].profile, default_profile);
    EXPECT_EQ(all[0].kind, thing_kind);
    EXPECT_EQ(planting_of(all[0]).crop, "");
    EXPECT_FALSE(planting_of(all[0]).planted);
    EXPECT_FALSE(all[0].automatic);
  });
}

TYPED_TEST(GreenhouseStoreContract, TakesTheSiteFromThePlaceAndTheQuietHoursFromTheHousehold) {
  this->with([&](GreenhouseStore& store) {
    const auto found = store.get(this->first);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->site.latitude, 37.45);
    EXPECT_EQ(found->site.longitude, 110.74);
    EXPECT_EQ(minutes_of(found->quiet), std::pair(22 * 60, 6 * 60));
    const auto alone = store.get(this->second);
    ASSERT_TRUE(alone);
    EXPECT_EQ(alone->site.latitude, agronomy::Site{}.latitude);
    EXPECT_FALSE(alone->quiet);
    EXPECT_FALSE(store.get(ThingId{99}));
  });
}

TYPED_TEST(GreenhouseStoreContract, KeepsEverySetting) {
  this->with([&](GreenhouseStore& store) {
    auto settings = *store.get(this->first);
    settings.profile = "any";
    set_planting(settings, {"tomato", "fruiting", Instant{1'767'225'600'000}});
    settings.day = ClockSpan{8 * 60, 18 * 60 + 30};
    settings.automatic = true;
    store.put(settings);
    EXPECT_EQ(this->members(*store.get(this->first)), this->members(settings));
    EXPECT_EQ(planting_of(*store.get(this->second)).crop, "");

    set_planting(settings, {});
    settings.day = std::nullopt;
    settings.automatic = false;
    store.put(settings);
    EXPECT_EQ(this->members(*store.get(this->first)), this->members(settings));
    EXPECT_EQ(store.all().size(), 2u);
  });
}

TYPED_TEST(GreenhouseStoreContract, ForgetsTheSettingsWithTheThing) {
  this->with([&](GreenhouseStore& store) { store.put(*store.get(this->first)); });
  this->database.write([&](sql::Transaction& t) {
    EXPECT_TRUE(sensorthings::entity_store(t).remove(sensorthings::EntitySet::things, this->first.value));
  });
  this->with([&](GreenhouseStore& store) {
    EXPECT_FALSE(store.get(this->first));
    EXPECT_EQ(store.all().size(), 1u);
  });
}

}  // namespace
}  // namespace cunkou::greenhouses
