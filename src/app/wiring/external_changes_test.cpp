#include "app/wiring/external_changes.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "app/testing/county.hpp"

namespace cunkou::app {
namespace {

class ExternalChangesTest : public ::testing::Test {
 protected:
  ExternalChangesTest() { changes.load(); }

  static DataFolder fresh_folder() {
    const auto path = ::testing::TempDir() + "cunkou_external_changes_test";
    std::filesystem::remove_all(path);
    return open_data_folder(path).value();
  }

  std::string add_device(const std::string& called) {
    return county.database
        .write([&](sql::Transaction& t) -> Result<std::string> {
          journal::Act act{PersonId{}, "cli", county.clock.now(), journal::journal_of(t)};
          CUNKOU_TRY_VALUE(added,
                           devices::add_device(act, sensorthings::entity_store(t), devices::device_store(t),
                                               places::place_store(t), people::people_store(t),
                                               county.registry.profiles().front(),
                                               {called, county.village, county.household, {}}));
          return added.token;
        })
        .value();
  }
  // A command takes longer than a tick of the file's clock; this test may not.
  void mark() {
    for (const auto before = last_change(folder); last_change(folder) == before;) mark_changed(folder);
  }

  testing::County county;
  DataFolder folder = fresh_folder();
  ExternalChanges changes{
      {folder, county.database, county.clock, county.registry, county.kinds, county.monitor_service}};
};

TEST_F(ExternalChangesTest, BringInEachMarkedDeviceWithoutAWait) {
  for (const auto* called : {"7号棚", "8号棚", "9号棚"}) {
    const auto token = add_device(called);
    mark();
    EXPECT_FALSE(county.registry.by_token(token)) << called;
    changes.reload_devices();
    const auto entry = county.registry.by_token(token);
    ASSERT_TRUE(entry) << called;
    EXPECT_TRUE(county.kinds.find(entry->thing)) << called;
  }
}

TEST_F(ExternalChangesTest, LoadOnceASecondWithoutAMark) {
  const auto token = add_device("7号棚");
  changes.reload_devices();
  EXPECT_FALSE(county.registry.by_token(token));
  county.clock.advance(seconds(1));
  changes.reload_devices();
  EXPECT_TRUE(county.registry.by_token(token));
}

}  // namespace
}  // namespace cunkou::app
