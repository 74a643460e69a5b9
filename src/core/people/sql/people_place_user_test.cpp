#include "core/people/sql/people_place_user.hpp"

#include <gtest/gtest.h>

#include "core/people/people_store.hpp"
#include "core/places/place_store.hpp"
#include "platform/sql/database.hpp"
#include "platform/sql/testing/repeating_database.hpp"

namespace cunkou::people {
namespace {

TEST(PeoplePlaceUser, UsesThePlaceOfAHousehold) {
  sql::Database database = sql::testing::repeating_database();
  database.write([&](sql::Transaction& t) {
    const PeoplePlaceUser user;
    Household home;
    home.name = "大棚户01";
    home.place = places::place_store(t)
                     .put({{}, "610829000000", "吴堡县(示例)", places::Level::county, {}, {}, {}})
                     .id;
    EXPECT_FALSE(user.uses(t, home.place));
    people_store(t).put_household(home);
    EXPECT_TRUE(user.uses(t, home.place));
  });
}

}  // namespace
}  // namespace cunkou::people
