#include <gtest/gtest.h>

#include <tuple>

#include "core/places/place_store.hpp"
#include "platform/sql/testing/state_database.hpp"
#include "sensing/notifications/channel.hpp"

namespace cunkou::notifications {
namespace {

template <class Engine>
class ChannelStoreContract : public ::testing::Test {
 protected:
  ChannelStoreContract() {
    database.write([&](sql::Transaction& t) {
      auto& places = places::place_store(t);
      county = places.put({{}, "610829000000", "吴堡县(示例)", places::Level::county, {}, {}, {}}).id;
      town = places.put({{}, "610829101000", "辛家沟镇", places::Level::town, county, {}, {}}).id;
    });
  }
  static auto members(const Channel& c) {
    return std::tuple(c.id, c.place, c.kind, c.name, c.target, c.min_severity, c.escalation_step);
  }
  Channel channel_at(PlaceId place) {
    Channel channel;
    channel.place = place;
    with([&](ChannelStore& store) {
      channel.id = {};
      channel.id = store.put(channel);
    });
    return channel;
  }
  template <class F>
  void with(F&& f) {
    database.write([&](sql::Transaction& t) { f(channel_store(t)); });
  }

  sql::testing::StateDatabase<Engine> database;
  PlaceId county, town;
};
TYPED_TEST_SUITE(ChannelStoreContract, sql::testing::Engines);

TYPED_TEST(ChannelStoreContract, KeepsEveryMember) {
  auto channel = this->channel_at(this->town);
  EXPECT_TRUE(channel.id);
  for (const auto kind : {ChannelKind::wecom, ChannelKind::command, ChannelKind::webhook}) {
    channel.kind = kind;
    channel.name = "村里的群";
    channel.target = "https://example.com/" + std::string(name(kind));
    channel.min_severity = rules::Severity::danger;
    channel.escalation_step = "technician";
    this->with([&](ChannelStore& store) {
      EXPECT_EQ(store.put(channel), channel.id);
      ASSERT_TRUE(store.get(channel.id));
      EXPECT_EQ(this->members(*store.get(channel.id)), this->members(channel));
    });
  }
  this->with([&](ChannelStore& store) { EXPECT_FALSE(store.get(ChannelId{channel.id.value + 1})); });
}

TYPED_TEST(ChannelStoreContract, FindsTheChannelsOfOnePlace) {
  const auto first = this->channel_at(this->town);
  const auto above = this->channel_at(this->county);
  const auto second = this->channel_at(this->town);
  this->with([&](ChannelStore& store) {
    const auto found = store.of(this->town);
    ASSERT_EQ(found.size(), 2u);
    EXPECT_EQ(found[0].id, first.id);
    EXPECT_EQ(found[1].id, second.id);
    const auto several = store.get({second.id, ChannelId{99}, above.id});
    ASSERT_EQ(several.size(), 2u);
    EXPECT_EQ(several[0].id, above.id);
    EXPECT_EQ(several[1].id, second.id);
    EXPECT_TRUE(store.get(std::vector<ChannelId>{}).empty());
  });
}

TYPED_TEST(ChannelStoreContract, FindsNoChannelThatHasEnded) {
  const auto ended = this->channel_at(this->town);
  const auto open = this->channel_at(this->town);
  this->with([&](ChannelStore& store) { store.end(ended.id, Instant{1'767'225'600'000}); });
  this->with([&](ChannelStore& store) {
    EXPECT_FALSE(store.get(ended.id));
    EXPECT_EQ(store.get({ended.id, open.id}).size(), 1u);
    EXPECT_EQ(store.of(this->town).size(), 1u);
  });
}

}  // namespace
}  // namespace cunkou::notifications
