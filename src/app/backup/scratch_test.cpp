#include "app/backup/scratch.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <set>
#include <sstream>

namespace cunkou::app {
namespace {

namespace fs = std::filesystem;

class ScratchTest : public testing::Test {
 protected:
  void SetUp() override {
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    folder = fs::path(testing::TempDir()) /
             ("cunkou_scratch_" + std::string(test->name()) + std::to_string(getpid()));
    fs::remove_all(folder);
    fs::create_directories(folder);
  }
  void TearDown() override { fs::remove_all(folder); }
  std::string put(const std::string& name, const std::string& text) const {
    fs::create_directories((folder / name).parent_path());
    std::ofstream(folder / name) << text;
    return (folder / name).string();
  }
  std::string read(const std::string& name) const {
    std::ostringstream text;
    text << std::ifstream(folder / name).rdbuf();
    return text.str();
  }
  std::set<std::string> names() const {
    std::set<std::string> found;
    for (const auto& entry : fs::directory_iterator(folder)) found.insert(entry.path().filename().string());
    return found;
  }

  fs::path folder;
};

TEST_F(ScratchTest, IsForItsOwnerAndRemovedAtTheEnd) {
  {
    const Scratch scratch(folder);
    const auto inner = scratch.make_folder("inner");
    std::ofstream(inner + "/file") << "text";
    struct stat found;
    ASSERT_EQ(stat(inner.c_str(), &found), 0);
    EXPECT_EQ(found.st_mode & 0777, 0700u);
    EXPECT_EQ(names().size(), 1u);
  }
  EXPECT_TRUE(names().empty());
}

TEST_F(ScratchTest, CreatesItsPlace) {
  const Scratch scratch(folder / "new" / "place");
  EXPECT_TRUE(fs::is_directory(folder / "new" / "place"));
}

TEST_F(ScratchTest, RemovesTheFolderOfAKilledProcess) {
  const pid_t child = fork();
  if (child == 0) {
    const Scratch scratch(folder);
    scratch.make_folder("inner");
    _exit(0);  // no destructor runs
  }
  waitpid(child, nullptr, 0);
  ASSERT_EQ(names().size(), 1u);
  const auto left = *names().begin();
  const Scratch scratch(folder);
  EXPECT_EQ(names().size(), 1u);
  EXPECT_FALSE(names().contains(left));
}

TEST_F(ScratchTest, LeavesTheFolderOfALivingOne) {
  const Scratch first(folder);
  first.make_folder("inner");
  const Scratch second(folder);
  EXPECT_EQ(names().size(), 2u);
  EXPECT_TRUE(fs::exists(first.file("inner")));
}

TEST_F(ScratchTest, LeavesForeignFolders) {
  const std::set<std::string> foreign{"mine.part", ".cunkou-part-", ".cunkou-part-of-mine", ".cunkou"};
  for (const auto& name : foreign) put(name + "/file", "precious");
  { const Scratch scratch(folder); }
  EXPECT_EQ(names(), foreign);
  for (const auto& name : foreign) EXPECT_EQ(read(name + "/file"), "precious");
}

TEST_F(ScratchTest, ThatCannotBeMadeNamesTheFolder) {
  const auto file = put("file", "");
  try {
    const Scratch scratch(file);
    ADD_FAILURE();
  } catch (const fs::filesystem_error& error) {
    EXPECT_EQ(error.path1(), file);
  }
}

TEST_F(ScratchTest, PublishOverwritesNothing) {
  fs::create_directories(folder / "empty");
  fs::create_symlink("nowhere", folder / "link");
  put("full/file", "kept");
  put("file", "kept");
  for (const auto* to : {"empty", "link", "full", "file"}) {
    EXPECT_FALSE(publish(put("new", "new"), folder / to)) << to;
    EXPECT_FALSE(publish(put("new folder/file", "new").substr(0, (folder / "new folder").string().size()),
                         folder / to))
        << to;
  }
  EXPECT_TRUE(fs::is_empty(folder / "empty"));
  EXPECT_TRUE(fs::is_symlink(folder / "link"));
  EXPECT_EQ(read("full/file"), "kept");
  EXPECT_EQ(read("file"), "kept");
  EXPECT_TRUE(publish((folder / "new").string(), folder / "named"));
  EXPECT_EQ(read("named"), "new");
}

TEST_F(ScratchTest, PublishFolderReplacesAnEmptyFolderAtMost) {
  const auto made = (folder / "made").string();
  fs::create_directories(folder / "empty");
  put("full/file", "kept");
  put("file", "kept");
  for (const auto* to : {"full", "file"}) {
    put("made/file", "new");
    EXPECT_FALSE(publish_folder(made, folder / to)) << to;
  }
  EXPECT_EQ(read("full/file"), "kept");
  EXPECT_EQ(read("file"), "kept");
  for (const auto* to : {"empty", "absent"}) {
    put("made/file", "new");
    EXPECT_TRUE(publish_folder(made, folder / to)) << to;
    EXPECT_EQ(read(std::string(to) + "/file"), "new");
  }
}

TEST_F(ScratchTest, KnowsAMountPoint) {
  EXPECT_TRUE(is_mount_point("/proc"));
  EXPECT_FALSE(is_mount_point(folder));
  EXPECT_FALSE(is_mount_point(folder / "absent"));
}

TEST_F(ScratchTest, PlaceOfAFolderHasNoSlashAtTheEnd) {
  EXPECT_EQ(place_of((folder / "new").string() + "/"), fs::canonical(folder) / "new");
  EXPECT_EQ(place_of(folder.string() + "/"), fs::canonical(folder));
}

}  // namespace
}  // namespace cunkou::app
