#include "app/data_folder.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <future>
#include <optional>
#include <thread>

#include <filesystem>

#include "base/crypto.hpp"

namespace cunkou::app {
namespace {

DataFolder fresh() {
  const auto path = testing::TempDir() + "cunkou_folder_test";
  std::filesystem::remove_all(path);
  return open_data_folder(path).value();
}

TEST(OpenDataFolder, RestrictsAccessToTheOwner) {
  struct stat found;
  ASSERT_EQ(stat(fresh().path.c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777, 0700u);
}

TEST(FolderLock, IsExclusive) {
  const auto folder = fresh();
  {
    auto first = FolderLock::take(folder);
    ASSERT_TRUE(first.has_value());
    const auto second = FolderLock::take(folder);
    ASSERT_TRUE(second.has_error());
    EXPECT_EQ(second.error().code, Code::conflict);
  }
  EXPECT_TRUE(FolderLock::take(folder).has_value());
}

TEST(FolderLock, WaitsForAShortHolder) {
  const auto folder = fresh();
  auto looking = std::make_optional(FolderLock::take(folder));
  std::promise<void> waiting;
  std::thread other([&] {
    waiting.get_future().wait();
    looking.reset();
  });
  waiting.set_value();
  EXPECT_TRUE(FolderLock::take(folder, minutes(1)).has_value());
  other.join();
}

TEST(FindDataFolder, CreatesNothing) {
  const auto path = fresh().path + "/mistyped";
  const auto found = find_data_folder(path);
  ASSERT_TRUE(found.has_error());
  EXPECT_EQ(found.error().code, Code::not_found);
  struct stat there;
  EXPECT_NE(stat(path.c_str(), &there), 0);
}

TEST(MarkChanged, IsVisibleToTheServer) {
  const auto folder = fresh();
  EXPECT_EQ(last_change(folder), 0);
  mark_changed(folder);
  EXPECT_GT(last_change(folder), 0);
}

TEST(ReadRunning, ReturnsNothingWithoutAServer) {
  const auto folder = fresh();
  write_running(folder, {42, "http://127.0.0.1:1", random_token(24)});
  EXPECT_FALSE(read_running(folder).has_value());
  const auto lock = FolderLock::take(folder);
  const auto running = read_running(folder);
  ASSERT_TRUE(running.has_value());
  EXPECT_EQ(running->process, 42);
  EXPECT_EQ(running->token.size(), 32u);
}

}  // namespace
}  // namespace cunkou::app
