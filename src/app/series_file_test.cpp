#include "app/series_file.hpp"

#include <gtest/gtest.h>
#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "app/testing/store_reading.hpp"
#include "platform/sql/file_option.hpp"
#include "platform/sql/testing/repeating_database.hpp"
#include "sensing/series/sql/series_sql.hpp"

namespace cunkou::app {
namespace {

namespace fs = std::filesystem;

class SeriesFile : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    const auto path = ::testing::TempDir() + "cunkou_series_file_" + test->name() + std::to_string(getpid());
    fs::remove_all(path);
    folder = open_data_folder(path).value();
  }
  void TearDown() override { fs::remove_all(folder.path); }
  void open_both() const {
    auto database = open_state_file(folder);
    open_series_file(folder, database);
  }
  // As of a version that made no note.
  void forget_the_note() const {
    soci::session(soci::sqlite3, sql::file_option(folder.state())) << "DROP TABLE series_file";
  }
  std::string refusal() const {
    try {
      open_both();
      return "";
    } catch (const sql::Broken& broken) {
      return broken.what();
    }
  }
  void remove_series() const {
    for (const auto* end : {"", "-wal", "-shm"}) fs::remove(folder.series() + end);
  }

  DataFolder folder;
};

TEST_F(SeriesFile, IsCreatedForANewCounty) {
  auto database = sql::testing::repeating_database(folder.state());
  EXPECT_FALSE(lost_series(folder));
  EXPECT_TRUE(open_series_file(folder, database));
  EXPECT_TRUE(fs::exists(folder.series()));
  EXPECT_TRUE(open_series_file(folder, database));
}

TEST_F(SeriesFile, ThatIsLostIsNotCreatedAgain) {
  auto database = sql::testing::repeating_database(folder.state());
  open_series_file(folder, database);
  remove_series();
  EXPECT_THROW(open_series_file(folder, database), sql::Broken);
  EXPECT_FALSE(fs::exists(folder.series()));
  const auto lost = lost_series(folder);
  ASSERT_TRUE(lost);
  EXPECT_NE(lost->en.find("restore a backup"), std::string::npos) << lost->en;
  EXPECT_NE(lost->zh.find("恢复备份"), std::string::npos) << lost->zh;
}

TEST_F(SeriesFile, OfANewerVersionLeavesTheStateDatabaseAsItIs) {
  {
    auto database = open_state_file(folder);
    open_series_file(folder, database);
  }
  {
    std::fstream file(folder.series(), std::ios::binary | std::ios::in | std::ios::out);
    file.seekp(63);  // last byte of the header's user version
    file.put(99);
  }
  fs::remove(folder.state());
  try {
    open_state_file(folder);
    ADD_FAILURE();
  } catch (const sql::Broken& broken) {
    EXPECT_NE(broken.reason.en.find("series.db was written by a newer version"), std::string::npos)
        << broken.reason.en;
  }
  EXPECT_FALSE(fs::exists(folder.state())) << "not opened";
}

TEST_F(SeriesFile, StartsEmptyWhereTheOperatorPutsAnEmptyFile) {
  auto database = sql::testing::repeating_database(folder.state());
  open_series_file(folder, database);
  remove_series();
  std::ofstream(folder.series()).flush();
  EXPECT_FALSE(lost_series(folder));
  EXPECT_TRUE(open_series_file(folder, database));
}

TEST_F(SeriesFile, OfAnEarlierVersionIsNotedWhenItIsOpened) {
  auto database = sql::testing::repeating_database(folder.state());
  series::open_series(folder.series());
  EXPECT_FALSE(lost_series(folder));
  open_series_file(folder, database);
  remove_series();
  EXPECT_TRUE(lost_series(folder));
}

TEST_F(SeriesFile, OfAnEarlierVersionIsMissedWhereAServerRan) {
  open_both();
  remove_series();
  forget_the_note();
  EXPECT_FALSE(lost_series(folder)) << "a command may have made cunkou.db";
  std::ofstream(folder.sessions()).flush();
  EXPECT_NE(refusal().find("series.db is gone, and with it all readings"), std::string::npos) << refusal();
  EXPECT_TRUE(lost_series(folder)) << "cunkou.db was not migrated";
}

TEST_F(SeriesFile, OfAnEarlierVersionIsFoundWhereItsPathHasABlank) {
  const auto whole = folder.path;
  folder = open_data_folder(whole + "/two words").value();
  open_both();
  for (const bool noted : {true, false}) {
    if (!noted) forget_the_note();
    remove_series();
    { const auto misplaced = series::open_series(whole + "/two"); }
    EXPECT_NE(refusal().find("wrote the readings to " + whole + "/two."), std::string::npos) << refusal();
    fs::rename(whole + "/two", folder.series());
    if (noted) {
      EXPECT_EQ(refusal(), "");
    }
  }
  folder.path = whole;
}

TEST_F(SeriesFile, WithReadingsIsRefusedWithoutItsStateDatabase) {
  open_both();
  testing::store_reading(folder);
  EXPECT_FALSE(lost_state(folder));
  for (const auto* end : {"", "-wal", "-shm"}) fs::remove(folder.state() + end);
  EXPECT_NE(refusal().find("cunkou.db is gone or empty"), std::string::npos) << refusal();
  EXPECT_FALSE(fs::exists(folder.state())) << "not opened";
  const auto found = find_data_folder(folder.path);
  ASSERT_TRUE(found.has_error());
  EXPECT_NE(found.error().reason.zh.find("恢复备份"), std::string::npos) << found.error().reason.zh;
  std::ofstream(folder.state()).flush();
  EXPECT_NE(refusal().find("cunkou.db is gone or empty"), std::string::npos) << refusal();
  remove_series();
  EXPECT_EQ(refusal(), "") << "the operator begins a new county";
}

TEST_F(SeriesFile, WithoutReadingsNeedsNoStateDatabase) {
  open_both();
  for (const auto* end : {"", "-wal", "-shm"}) fs::remove(folder.state() + end);
  EXPECT_EQ(refusal(), "");
}

TEST_F(SeriesFile, IsNotMissedInAStateDatabaseWithoutTheNote) {
  std::ofstream(folder.state()).flush();  // as of an earlier version: no such table
  EXPECT_FALSE(lost_series(folder));
}

}  // namespace
}  // namespace cunkou::app
