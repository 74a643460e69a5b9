#include "sensing/notifications/sql/channel_place_user.hpp"

#include <gtest/gtest.h>

#include "core/places/place_store.hpp"
#include "platform/sql/database.hpp"
#include "platform/sql/statement.hpp"
#include "platform/sql/testing/state_database.hpp"

namespace cunkou::notifications {
namespace {

struct ChannelPlaceUserTest : ::testing::TestWithParam<std::string> {
  sql::testing::NamedEngine engine{GetParam()};
  sql::Database& database = engine.database();
};

TEST_P(ChannelPlaceUserTest, UsesAPlaceThatHadAChannelOnce) {
  database.write([&](sql::Transaction& t) {
    const ChannelPlaceUser user;
    const auto county =
        places::place_store(t).put({{}, "610829000000", "吴堡县(示例)", places::Level::county, {}, {}, {}});
    EXPECT_FALSE(user.uses(t, county.id));
    sql::run(t.session(),
             "INSERT INTO channels (place, kind, name, target, min_severity, escalation_step, removed) "
             "VALUES (?, 'webhook', '', '', 'watch', 'village', 1)",
             county.id);
    EXPECT_TRUE(user.uses(t, county.id)) << "it had a channel once";
  });
}

INSTANTIATE_TEST_SUITE_P(On, ChannelPlaceUserTest, ::testing::ValuesIn(sql::testing::engine_names()));

}  // namespace
}  // namespace cunkou::notifications
