#include "sensing/notifications/sql/channel_place_user.hpp"

#include <gtest/gtest.h>

#include "core/places/place_store.hpp"
#include "platform/sql/database.hpp"
#include "platform/sql/statement.hpp"
#include "platform/sql/testing/repeating_database.hpp"

namespace cunkou::notifications {
namespace {

TEST(ChannelPlaceUser, UsesAPlaceThatHadAChannelOnce) {
  sql::Database database = sql::testing::repeating_database();
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

}  // namespace
}  // namespace cunkou::notifications
