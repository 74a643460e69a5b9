#include "app/backup/backup.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <future>
#include <set>
#include <sstream>

#include "app/series_file.hpp"
#include "app/system_clock.hpp"
#include "app/testing/store_reading.hpp"
#include "platform/sql/testing/full_disk.hpp"
#include "platform/sql/testing/repeating_database.hpp"

namespace cunkou::app {
namespace {

namespace fs = std::filesystem;

using Names = std::set<std::string>;
const Names whole_backup{"cunkou.db", "manifest.json", "series.db"};

bool has(const std::string& text, std::string_view part) { return text.find(part) != text.npos; }

// A sample county with an empty series.db in `data`.
class BackupTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    root = fs::path(::testing::TempDir()) /
           ("cunkou_backup_" + std::string(test->name()) + std::to_string(getpid()));
    fs::remove_all(root);
    county = open_data_folder(path("data")).value();
    auto database = sql::testing::repeating_database(county.state());
    open_series_file(county, database);
    put("data/sample/tokens", "secret");
  }
  void TearDown() override { fs::remove_all(root); }

  std::string path(const std::string& name) const { return (root / name).string(); }
  void put(const std::string& name, const std::string& text) const {
    fs::create_directories((root / name).parent_path());
    std::ofstream(root / name) << text;
  }
  std::string read(const std::string& name) const {
    std::ostringstream text;
    text << std::ifstream(root / name).rdbuf();
    return text.str();
  }
  Names names(const std::string& name = "") const {
    Names found;
    for (const auto& entry : fs::directory_iterator(root / name))
      found.insert(entry.path().filename().string());
    return found;
  }
  auto make(const std::string& name) const { return back_up(county, path(name), SystemClock().now()); }

  fs::path root;
  DataFolder county;
};

TEST_F(BackupTest, LeavesAForeignFolderOfASimilarName) {
  put("b.part/file", "precious");
  put("r.part/file", "precious");
  ASSERT_TRUE(make("b"));
  ASSERT_TRUE(restore(path("b"), path("r")));
  EXPECT_EQ(names("b"), whole_backup);
  EXPECT_EQ(read("b.part/file"), "precious");
  EXPECT_EQ(read("r.part/file"), "precious");
  EXPECT_EQ(names(), (Names{"data", "b", "b.part", "r", "r.part"})) << "nothing else is left";
}

TEST_F(BackupTest, OverwritesNothing) {
  put("file.tar.zst", "kept");
  fs::create_directories(root / "empty");
  for (const auto* to : {"file.tar.zst", "empty", "data"}) {
    const auto made = make(to);
    ASSERT_TRUE(made.has_error()) << to;
    EXPECT_EQ(made.error().code, Code::conflict);
  }
  EXPECT_EQ(read("file.tar.zst"), "kept");
  EXPECT_EQ(names(), (Names{"data", "file.tar.zst", "empty"}));
}

TEST_F(BackupTest, TwoAtOnceToOneNameMakeOne) {
  for (const auto* to : {"folder", "file.tar.zst"}) {
    auto other = std::async(std::launch::async, [&] { return make(to); });
    const auto one = make(to);
    const auto two = other.get();
    ASSERT_NE(one.has_value(), two.has_value()) << to;
    const auto& reason = (one ? two : one).error();
    EXPECT_EQ(reason.code, Code::conflict) << reason.reason.en;
    EXPECT_TRUE(has(reason.reason.en, "exists")) << reason.reason.en;
    ASSERT_TRUE(restore(path(to), path(std::string(to) + "-restored"))) << to;
  }
}

TEST_F(BackupTest, OfACountyWithoutSeriesCanBeRestored) {
  const auto fresh = open_data_folder(path("fresh")).value();
  { const auto state = sql::testing::repeating_database(fresh.state()); }
  ASSERT_TRUE(back_up(fresh, path("b"), SystemClock().now()));
  EXPECT_FALSE(fs::exists(fresh.series()));
  ASSERT_TRUE(restore(path("b"), path("r")));
}

TEST_F(BackupTest, RefusesALostSeries) {
  for (const auto* end : {"", "-wal", "-shm"}) fs::remove(county.series() + end);
  const auto made = make("b");
  ASSERT_TRUE(made.has_error());
  EXPECT_TRUE(has(made.error().reason.en, "series.db is gone")) << made.error().reason.en;
  EXPECT_EQ(names(), Names{"data"});
}

TEST_F(BackupTest, FailsWithAdviceOnADamagedFileAndLeavesNothing) {
  for (const auto* end : {"-wal", "-shm"}) fs::remove(county.series() + end);
  put("data/series.db", std::string(50'000, 'x'));
  const auto made = make("b");
  ASSERT_TRUE(made.has_error());
  const auto& reason = made.error().reason;
  EXPECT_TRUE(has(reason.en, "is damaged") && has(reason.en, "cunkou check")) << reason.en;
  EXPECT_TRUE(has(reason.zh, "已损坏")) << reason.zh;
  EXPECT_FALSE(has(reason.en + reason.zh, "VACUUM")) << reason.en;
  EXPECT_EQ(names(), Names{"data"});
}

TEST_F(BackupTest, FailsWithAdviceOnAFullDiskAndLeavesNothing) {
  const auto made = [&] {
    const sql::testing::FullDisk full;
    return make("b");
  }();
  ASSERT_TRUE(made.has_error());
  const auto& reason = made.error().reason;
  EXPECT_TRUE(has(reason.en, "disk") && has(reason.en, "space")) << reason.en;
  EXPECT_TRUE(has(reason.zh, "磁盘")) << reason.zh;
  EXPECT_FALSE(has(reason.en + reason.zh, "VACUUM")) << reason.en;
  EXPECT_EQ(names(), Names{"data"});
}

TEST_F(BackupTest, RestoresWholeAndQuietIntoAnAbsentOrEmptyFolder) {
  ASSERT_TRUE(make("b"));
  put("b/running.json", "foreign");
  fs::create_directories(root / "empty");
  for (const auto* to : {"absent", "empty"}) {
    const auto restored = restore(path("b"), path(to) + "/");
    ASSERT_TRUE(restored) << restored.error().reason.en;
    EXPECT_EQ(names(to), (Names{"cunkou.db", "quiet", "sample", "series.db"}));
    EXPECT_EQ(read(std::string(to) + "/sample/tokens"), "secret");
    EXPECT_TRUE(is_quiet(*restored));
    EXPECT_FALSE(lost_series(*restored));
  }
  put("full/file", "kept");
  EXPECT_EQ(restore(path("b"), path("full")).error().code, Code::conflict);
  EXPECT_EQ(names("full"), Names{"file"});
}

TEST_F(BackupTest, RefusesToRestoreIntoTheBackupItself) {
  ASSERT_TRUE(make("b"));
  for (const auto* to : {"b/inside", "b/new/inside"}) {
    const auto restored = restore(path("b"), path(to));
    ASSERT_TRUE(restored.has_error()) << to;
    EXPECT_TRUE(has(restored.error().reason.en, "in the backup itself")) << restored.error().reason.en;
  }
  EXPECT_EQ(names("b"), whole_backup);
  EXPECT_TRUE(restore(path("b"), path("b-restored"))) << "beside it";
}

TEST_F(BackupTest, RefusesByNameWhatIsNoPlainFileInAFolder) {
  ASSERT_TRUE(make("b"));
  const auto refused_for = [&](const std::string& name) {
    const auto restored = restore(path("b"), path("r"));
    ASSERT_TRUE(restored.has_error()) << name;
    EXPECT_TRUE(has(restored.error().reason.en, name + " is no plain file")) << restored.error().reason.en;
    EXPECT_EQ(names(), (Names{"data", "b"}));
  };
  fs::rename(root / "b/series.db", root / "b/kept");
  ASSERT_EQ(mkfifo(path("b/series.db").c_str(), 0600), 0);
  refused_for("series.db");
  fs::remove(root / "b/series.db");
  fs::create_symlink("series.db", root / "b/series.db");
  refused_for("series.db");
  fs::remove(root / "b/series.db");
  fs::create_symlink("kept", root / "b/series.db");
  fs::create_directory_symlink(".", root / "b/loop");
  EXPECT_TRUE(restore(path("b"), path("r"))) << "nothing else is looked at";
}

TEST_F(BackupTest, RefusesAManifestOverItsLimit) {
  ASSERT_TRUE(make("b"));
  fs::resize_file(root / "b/manifest.json", (16 << 20) + 1);
  const auto restored = restore(path("b"), path("r"));
  ASSERT_TRUE(restored.has_error());
  EXPECT_TRUE(has(restored.error().reason.en, "manifest.json is too large")) << restored.error().reason.en;
  EXPECT_EQ(names(), (Names{"data", "b"}));
}

TEST_F(BackupTest, IsNotMadeOfALostStateDatabase) {
  testing::store_reading(county);
  std::ofstream(county.state()).flush();
  const auto made = make("b");
  ASSERT_TRUE(made.has_error());
  EXPECT_TRUE(has(made.error().reason.en, "cunkou.db is gone or empty")) << made.error().reason.en;
  EXPECT_EQ(names(), (Names{"data"}));
}

TEST_F(BackupTest, TakesOnlyTheFilesOfTheSampleThatRestoreTakes) {
  put("data/sample/notes.txt", "\xB2\xBB\xCA\xC7");
  put("data/sample/\xB2\xBB", "a name of another character set");
  put("data/sample/photo", std::string(17 << 20, 'x'));
  ASSERT_TRUE(make("b"));
  ASSERT_TRUE(restore(path("b"), path("r")));
  EXPECT_EQ(names("r/sample"), (Names{"tokens"}));
}

TEST_F(BackupTest, IsNotMadeOfASampleThatRestoreRefuses) {
  for (const auto& odd : {std::string("\xB2\xBB\xCA\xC7"), std::string(17 << 20, 'x')}) {
    put("data/sample/sign-in.txt", odd);
    const auto made = make("b");
    ASSERT_TRUE(made.has_error());
    EXPECT_TRUE(has(made.error().reason.en, "sign-in.txt is not as")) << made.error().reason.en;
  }
  EXPECT_EQ(names(), (Names{"data"}));
}

TEST_F(BackupTest, RestoredWithoutItsSeriesIsNoticed) {
  ASSERT_TRUE(make("b"));
  const auto restored = restore(path("b"), path("r"));
  fs::remove(restored->series());
  EXPECT_TRUE(lost_series(*restored));
}

TEST_F(BackupTest, RefusesAManifestWithWrongMembersAndLeavesNothing) {
  ASSERT_TRUE(make("b"));
  const auto good = read("b/manifest.json");
  const auto changed = [&](const std::string& from, const std::string& to) {
    auto text = good;
    return text.replace(text.find(from), from.size(), to);
  };
  const std::string sample = R"("sample":{)";
  std::set<std::string> bad{"",
                            "[]",
                            "null",
                            "{}",
                            R"({"program":"cunkou"})",
                            R"({"program":"cunkou","sha256":5})",
                            std::string(200'000, '['),
                            changed(R"("cunkou")", R"("other")"),
                            changed(sample, R"("sample":"text","other":{)")};
  for (const auto* member : {R"("../../x":"e")", R"("/tmp/x":"e")", R"("a/b":"e")", R"("":"e")",
                             R"("a\u0000b":"e")", R"(".hidden":"e")", R"("n":5)"})
    bad.insert(changed(sample, sample + member + ","));
  bad.insert(changed(sample, sample + "\"" + std::string(400, 'n') + R"(":"e",)"));
  for (const auto& text : bad) {
    put("b/manifest.json", text);
    const auto restored = restore(path("b"), path("r"));
    ASSERT_TRUE(restored.has_error()) << text.substr(0, 300);
    EXPECT_EQ(restored.error().code, Code::invalid) << restored.error().reason.en;
    EXPECT_TRUE(has(restored.error().reason.en, "manifest.json")) << restored.error().reason.en;
    EXPECT_EQ(names(), (Names{"data", "b"})) << text.substr(0, 300);
  }
  put("b/manifest.json", good);
  EXPECT_TRUE(restore(path("b"), path("r")));
}

}  // namespace
}  // namespace cunkou::app
