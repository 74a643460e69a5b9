#include "app/wiring/external_changes.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "app/testing/county.hpp"

namespace cunkou::app {
namespace {

namespace fs = std::filesystem;

// A county whose state database another process changes.
class ExternalChangesTest : public ::testing::Test {
 protected:
  ~ExternalChangesTest() override { fs::remove_all(folder.path); }

  static DataFolder new_folder() {
    std::string name = fs::temp_directory_path() / "cunkou-external-XXXXXX";
    return open_data_folder(::mkdtemp(name.data())).value();
  }
  // As `cunkou device add` does: the registry of this process does not learn of it.
  devices::NewDevice add_greenhouse(const std::string& name) {
    return county.database
        .write([&](sql::Transaction& t) {
          journal::Act act{PersonId{}, "cli", county.clock.now(), journal::journal_of(t)};
          return devices::add_device(act, sensorthings::entity_store(t), devices::device_store(t),
                                     places::place_store(t), people::people_store(t),
                                     county.registry.profiles().front(), {name, county.village, {}, {}});
        })
        .value();
  }
  bool is_monitored(ThingId thing) {
    return county.monitor_service.query([&](const monitor::Monitor& monitor, Instant now) {
      return monitor.view_of(thing, now).has_value();
    });
  }
  bool knows(const std::string& token) { return county.registry.by_token(token) != nullptr; }

  testing::County county;
  const DataFolder folder = new_folder();
  ExternalChanges changes{
      {folder, county.database, county.clock, county.registry, county.kinds, county.monitor_service}};
};

TEST_F(ExternalChangesTest, ReloadingKnowsANewDeviceAndMonitorsItsThing) {
  const auto added = add_greenhouse("3号棚");
  EXPECT_FALSE(knows(added.token));
  changes.reload_devices();
  EXPECT_TRUE(knows(added.token));
  EXPECT_TRUE(county.greenhouses.find(added.device.thing));
  EXPECT_TRUE(is_monitored(added.device.thing));
}

TEST_F(ExternalChangesTest, ReloadsAtMostOnceASecond) {
  changes.reload_devices();
  const auto added = add_greenhouse("3号棚");
  changes.reload_devices();
  county.clock.advance(Duration{999});
  changes.reload_devices();
  EXPECT_FALSE(knows(added.token));
  county.clock.advance(Duration{1});
  changes.reload_devices();
  EXPECT_TRUE(knows(added.token));
}

TEST_F(ExternalChangesTest, ReloadsWhenTheClockWasSetBack) {
  changes.reload_devices();
  const auto added = add_greenhouse("3号棚");
  county.clock.set(county.clock.now() - hours(1));
  changes.reload_devices();
  EXPECT_TRUE(knows(added.token));
}

TEST_F(ExternalChangesTest, PollingBringsInAMarkedChangeOnly) {
  const auto added = add_greenhouse("3号棚");
  changes.poll();
  EXPECT_FALSE(knows(added.token)) << "no command has changed anything";
  mark_changed(folder);
  changes.poll();
  EXPECT_TRUE(knows(added.token));
  EXPECT_TRUE(is_monitored(added.device.thing));
  county.clock.advance(seconds(2));
  const auto unmarked = add_greenhouse("4号棚");
  changes.poll();
  EXPECT_FALSE(knows(unmarked.token)) << "the change was brought in before";
}

// A command takes longer than a tick of the file's clock; this test may not.
TEST_F(ExternalChangesTest, ReloadsEachMarkedDeviceWithoutAWait) {
  changes.reload_devices();
  for (const auto* name : {"7号棚", "8号棚", "9号棚"}) {
    const auto added = add_greenhouse(name);
    for (const auto before = last_change(folder); last_change(folder) == before;) mark_changed(folder);
    changes.reload_devices();
    EXPECT_TRUE(knows(added.token)) << name;
    EXPECT_TRUE(is_monitored(added.device.thing)) << name;
  }
}

}  // namespace
}  // namespace cunkou::app
