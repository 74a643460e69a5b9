#include "core/people/sql/people_place_user.hpp"

#include <gtest/gtest.h>

#include "core/people/people_store.hpp"
#include "core/places/place_store.hpp"
#include "platform/sql/database.hpp"
#include "platform/sql/testing/state_database.hpp"

namespace cunkou::people {
namespace {

struct PeoplePlaceUserTest : ::testing::TestWithParam<std::string> {
  sql::testing::NamedEngine engine{GetParam()};
  sql::Database& database = engine.database();
};

TEST_P(PeoplePlaceUserTest, UsesThePlaceOfAHousehold) {
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

INSTANTIATE_TEST_SUITE_P(On, PeoplePlaceUserTest, ::testing::ValuesIn(sql::testing::engine_names()));

}  // namespace
}  // namespace cunkou::people
