#include "app/wiring/change_reactions.hpp"

#include <gtest/gtest.h>

#include <utility>

#include "app/testing/county.hpp"
#include "platform/sql/testing/statement_counter.hpp"

namespace cunkou::app {
namespace {

// Counts how often a directory is rebuilt.
class CountingDirectory final : public monitor::ThingDirectory {
 public:
  explicit CountingDirectory(monitor::ThingDirectory& things) : things_(things) {}
  void refresh() override {
    ++refreshed;
    things_.refresh();
  }
  std::shared_ptr<const monitor::ThingInfo> find(ThingId id) const override { return things_.find(id); }
  std::vector<std::shared_ptr<const monitor::ThingInfo>> all() const override { return things_.all(); }
  Error no_such_thing() const override { return things_.no_such_thing(); }
  std::vector<std::shared_ptr<const monitor::ThingInfo>> visible_to(
      const access::Identity& who, const std::optional<std::string>& place_code) const override {
    return things_.visible_to(who, place_code);
  }

  int refreshed = 0;

 private:
  monitor::ThingDirectory& things_;
};

class ChangeReactionsTest : public ::testing::Test {
 protected:
  std::vector<ThingId> add_greenhouses(int count) {
    const int first = std::exchange(added_, added_ + count);
    return county.database
        .write([&](sql::Transaction& t) -> Result<std::vector<ThingId>> {
          std::vector<ThingId> ids;
          journal::Act act{PersonId{}, "cli", county.clock.now(), journal::journal_of(t)};
          for (int n = 0; n < count; ++n) {
            CUNKOU_TRY_VALUE(
                added,
                devices::add_device(
                    act, sensorthings::entity_store(t), devices::device_store(t), places::place_store(t),
                    people::people_store(t), county.registry.profiles().front(),
                    {"新棚" + std::to_string(first + n), county.village, county.household, {}}));
            ids.push_back(added.device.thing);
          }
          return ids;
        })
        .value();
  }
  bool is_monitored(ThingId thing) {
    return county.monitor_service.query([&](const monitor::Monitor& monitor, Instant now) {
      return monitor.view_of(thing, now).has_value();
    });
  }

  int added_ = 0;
  testing::County county;
  CountingDirectory things{county.greenhouses};
  ChangeReactions reactions{{county.database, county.registry, things, county.monitor_service}};
};

TEST_F(ChangeReactionsTest, RebuildTheDirectoryOnceForAPlaceWithAnyNumberOfGreenhouses) {
  for (const int count : {0, 1, 20}) {
    const auto added = add_greenhouses(count);
    things.refreshed = 0;
    reactions.places_changed("/");
    EXPECT_EQ(things.refreshed, 1) << count;
    for (const auto thing : added) EXPECT_TRUE(is_monitored(thing));
  }
}

TEST_F(ChangeReactionsTest, RebuildTheDirectoryInAConstantNumberOfReads) {
  sql::testing::StatementCounter statements(county.database);
  const auto reads = [&] { return statements.count_of([&] { county.greenhouses.refresh(); }); };
  const auto before = reads();
  const auto added = add_greenhouses(20);
  EXPECT_EQ(reads(), before);
  const auto info = county.greenhouses.find(added.back());
  ASSERT_TRUE(info);
  EXPECT_EQ(info->name, "新棚19");
  EXPECT_EQ(info->place_name, "李家河村");
  EXPECT_EQ(info->household_name, "大棚户01");
  EXPECT_EQ(info->devices.size(), 1u);
  EXPECT_TRUE(info->stream("air_temperature"));
  EXPECT_EQ(info->scope.household, county.household);
  EXPECT_EQ(info->scope.place_path, county.greenhouses.find(county.greenhouse)->scope.place_path);
}

TEST_F(ChangeReactionsTest, RebuildTheDirectoryOnceForAHousehold) {
  const auto added = add_greenhouses(20);
  reactions.household_changed(county.household);
  EXPECT_EQ(things.refreshed, 1);
  for (const auto thing : added) EXPECT_TRUE(is_monitored(thing));
  EXPECT_FALSE(is_monitored(county.other_device.thing)) << "another household's";
}

TEST_F(ChangeReactionsTest, RebuildTheDirectoryOnceForManyThings) {
  const auto added = add_greenhouses(20);
  reactions.things_changed(added);
  EXPECT_EQ(things.refreshed, 1);
  for (const auto thing : added) EXPECT_TRUE(is_monitored(thing));
}

TEST_F(ChangeReactionsTest, RebuildTheDirectoryOnceForARemovedThing) {
  reactions.things_changed({county.greenhouse});
  things.refreshed = 0;
  reactions.thing_removed(county.greenhouse);
  EXPECT_EQ(things.refreshed, 1);
  EXPECT_FALSE(is_monitored(county.greenhouse));
}

}  // namespace
}  // namespace cunkou::app
