#include "platform/sql/copy.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "platform/sql/database.hpp"
#include "platform/sql/testing/full_disk.hpp"

namespace cunkou::sql {
namespace {

namespace fs = std::filesystem;

struct Folder {
  fs::path path = fs::path(::testing::TempDir()) / ("cunkou_copy_" + std::to_string(getpid()));
  Folder() { fs::create_directories(path); }
  ~Folder() { fs::remove_all(path); }
  std::string file(const std::string& name) const { return (path / name).string(); }
};

Label why(const std::function<void()>& act) {
  try {
    act();
  } catch (const Broken& broken) {
    return broken.reason;
  }
  return {"", ""};
}

bool has(const std::string& text, std::string_view part) { return text.find(part) != text.npos; }

TEST(CopyDatabase, CreatesNothingWithoutASource) {
  const Folder folder;
  EXPECT_TRUE(
      has(why([&] { copy_database(folder.file("none"), folder.file("copy")); }).en, "restore a backup"));
  EXPECT_TRUE(fs::is_empty(folder.path));
}

TEST(CopyDatabase, FailsWithAdviceOnADamagedFile) {
  const Folder folder;
  std::ofstream(folder.file("damaged")) << std::string(20'000, 'x');
  const auto reason = why([&] { copy_database(folder.file("damaged"), folder.file("copy")); });
  EXPECT_TRUE(has(reason.en, folder.file("damaged") + " is damaged")) << reason.en;
  EXPECT_TRUE(has(reason.zh, "已损坏")) << reason.zh;
  EXPECT_FALSE(has(reason.en + reason.zh, "VACUUM"));
}

TEST(CopyDatabase, FailsWithAdviceOnAFullDisk) {
  const Folder folder;
  const Database state(folder.file("state.db"));
  const auto reason = why([&] {
    const testing::FullDisk full;
    copy_database(folder.file("state.db"), folder.file("copy"));
  });
  EXPECT_TRUE(has(reason.en, "disk") && has(reason.en, "space")) << reason.en;
  EXPECT_TRUE(has(reason.zh, "磁盘")) << reason.zh;
  EXPECT_FALSE(has(reason.en + reason.zh, "VACUUM"));
}

TEST(CheckDatabase, ReportsAFileThatCannotBeRead) {
  const Folder folder;
  std::ofstream(folder.file("damaged")) << std::string(20'000, 'x');
  const auto faults = check_database(folder.file("damaged"));
  ASSERT_EQ(faults.size(), 1u);
  EXPECT_TRUE(has(faults[0], "damaged")) << faults[0];
}

}  // namespace
}  // namespace cunkou::sql
