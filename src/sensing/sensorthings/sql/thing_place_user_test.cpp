#include "sensing/sensorthings/sql/thing_place_user.hpp"

#include <gtest/gtest.h>

#include "core/people/people_store.hpp"
#include "core/places/place_store.hpp"
#include "platform/sql/database.hpp"
#include "platform/sql/testing/state_database.hpp"
#include "sensing/sensorthings/entity_store.hpp"

namespace cunkou::sensorthings {
namespace {

struct ThingPlaceUserTest : ::testing::TestWithParam<std::string> {
  sql::testing::NamedEngine engine{GetParam()};
  sql::Database& database = engine.database();
};

TEST_P(ThingPlaceUserTest, UsesThePlaceAndHouseholdOfAThing) {
  database.write([&](sql::Transaction& t) {
    const ThingPlaceUser user;
    Thing thing;
    thing.name = "1号棚";
    thing.place = places::place_store(t)
                      .put({{}, "610829000000", "吴堡县(示例)", places::Level::county, {}, {}, {}})
                      .id;
    people::Household home;
    home.name = "大棚户01";
    home.place = thing.place;
    thing.household = people::people_store(t).put_household(home);
    EXPECT_FALSE(user.uses(t, thing.place));
    EXPECT_FALSE(user.uses(t, thing.household));
    entity_store(t).put(thing);
    EXPECT_TRUE(user.uses(t, thing.place));
    EXPECT_TRUE(user.uses(t, thing.household));
  });
}

INSTANTIATE_TEST_SUITE_P(On, ThingPlaceUserTest, ::testing::ValuesIn(sql::testing::engine_names()));

}  // namespace
}  // namespace cunkou::sensorthings
