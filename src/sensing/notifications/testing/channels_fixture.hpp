#pragma once
// For tests: a village in memory, and the verbs that change its channels.

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "core/places/place_store.hpp"
#include "platform/sql/testing/state_database.hpp"
#include "sensing/notifications/add_channel.hpp"

namespace cunkou::notifications::testing {

struct AnyTarget final : ChannelTrial {
  std::string refused;  // a target that check() refuses
  Result<void> check(const Channel& channel) const override {
    if (channel.target == refused) return invalid({"不行", "not that one"});
    return {};
  }
  Result<void> send(const Channel&, const std::string&) const override { return {}; }
};

class ChannelsTest : public ::testing::Test {
 protected:
  ChannelsTest() {
    database.write([&](sql::Transaction& t) {
      village =
          places::place_store(t).put({{}, "610829000000", "吴堡县(示例)", places::Level::county, {}, {}, {}});
    });
  }
  template <class F>
  auto act(F&& f) {
    return database.write([&](sql::Transaction& t) {
      journal::Act by{PersonId{}, "app", now, journal::journal_of(t)};
      return f(by, channel_store(t));
    });
  }
  Result<Channel> add(const AddChannel& what) {
    return act([&](journal::Act& by, ChannelStore& channels) {
      return add_channel(by, channels, trial, {"sms"}, village, what);
    });
  }
  std::vector<Channel> all() {
    return database.read([&](sql::Transaction& t) { return channel_store(t).of(village.id); });
  }
  journal::Entry last_entry() {
    return database.read([](sql::Transaction& t) { return journal::journal_of(t).newest(1).at(0); });
  }

  static constexpr Instant now{1'767'225'600'000};
  const AddChannel group{"wecom", " 村里的群 ", "https://example.com/hook?key=SECRET", "danger", "household"};
  AnyTarget trial;
  sql::testing::StateDatabase<sql::testing::Sqlite> database;
  places::Place village;
};

}  // namespace cunkou::notifications::testing
