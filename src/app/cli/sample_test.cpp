#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "app/backup/backup.hpp"
#include "app/cli/commands.hpp"
#include "app/data_folder.hpp"
#include "app/series_file.hpp"
#include "app/system_clock.hpp"
#include "platform/sql/testing/repeating_database.hpp"

namespace cunkou::app {
namespace {

namespace fs = std::filesystem;

class Sample : public testing::Test {
 protected:
  void SetUp() override {
    config.data = testing::TempDir() + "cunkou_sample" + std::to_string(getpid());
    config.definitions = CUNKOU_SOURCE_DIR "/definitions";
    fs::remove_all(config.data);
    folder = open_data_folder(config.data).value();
  }
  void TearDown() override { fs::remove_all(config.data); }

  Config config;
  DataFolder folder;
};

TEST_F(Sample, GoesIntoAFolderWithoutData) {
  EXPECT_EQ(load_sample(config, 0), 0);
  EXPECT_FALSE(unfinished_sample(folder));
  EXPECT_TRUE(fs::exists(folder.sample() + "/sign-in.txt"));
  EXPECT_NO_THROW(open_state_file(folder));
  EXPECT_NE(load_sample(config, 0), 0) << "there is data already";
}

TEST_F(Sample, ThatWasCutOffIsNoCountyAndStartsAgain) {
  mark_unfinished_sample(folder);
  { const auto part = sql::testing::repeating_database(folder.state()); }
  std::ofstream(folder.series()) << "a part of a file";
  EXPECT_THROW(open_state_file(folder), sql::Broken);
  EXPECT_TRUE(back_up(folder, config.data + "-backup", SystemClock().now()).has_error());
  EXPECT_EQ(load_sample(config, 1), 0);
  EXPECT_FALSE(unfinished_sample(folder));
  auto database = open_state_file(folder);
  EXPECT_TRUE(open_series_file(folder, database));
  EXPECT_TRUE(fs::exists(folder.sample() + "/sign-in.txt"));
}

TEST_F(Sample, ThatCannotBeLoadedLeavesNoCounty) {
  config.definitions = config.data + "-absent";
  EXPECT_NE(load_sample(config, 0), 0);
  EXPECT_FALSE(fs::exists(folder.state()));
  EXPECT_FALSE(unfinished_sample(folder));
}

}  // namespace
}  // namespace cunkou::app
