#include "sensing/notifications/remove_channel.hpp"

#include <gtest/gtest.h>

#include "sensing/notifications/testing/channels_fixture.hpp"

namespace cunkou::notifications {
namespace {

using RemoveChannelTest = testing::ChannelsTest;

TEST_F(RemoveChannelTest, EndsAChannelOnce) {
  const auto id = add(group)->id;
  const auto remove = [&](ChannelId which) {
    return act([&](journal::Act& by, ChannelStore& channels) { return remove_channel(by, channels, which); });
  };
  EXPECT_EQ(remove(ChannelId{99}).error().code, Code::not_found);
  EXPECT_TRUE(remove(id));
  EXPECT_TRUE(all().empty());
  EXPECT_EQ(last_entry().verb, "remove_channel");
  EXPECT_EQ(last_entry().subject, "channel:" + std::to_string(id.value));
  EXPECT_EQ(remove(id).error().code, Code::not_found);
}

}  // namespace
}  // namespace cunkou::notifications
