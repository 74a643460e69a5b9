#include "platform/sql/commit_notes.hpp"

#include <gtest/gtest.h>

#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include "platform/sql/file_option.hpp"
#include "platform/sql/sqlite_wal.hpp"

namespace cunkou::sql {
namespace {

namespace fs = std::filesystem;
namespace lite = sqlite_api;

constexpr int never = 1 << 20;  // frames
constexpr std::size_t header_bytes = 32, frame_bytes = 24 + 4096;

struct Folder {
  Folder() { fs::create_directories(path); }
  ~Folder() { fs::remove_all(path); }
  std::string file(const std::string& name) const { return (path / name).string(); }
  fs::path path = fs::path(::testing::TempDir()) / ("cunkou-notes-" + std::to_string(::getpid()));
};

// A connection that notes its commits; ends with its file as a kill leaves it, not as a close does.
class CommitNotesTest : public ::testing::Test {
 protected:
  void open(const std::string& path, int checkpoint_frames = never) {
    notes = std::make_unique<CommitNotes>(path);
    session = std::make_unique<soci::session>(soci::sqlite3, file_option(path));
    *session << "PRAGMA journal_mode = WAL";
    *session << "PRAGMA synchronous = OFF";  // a kill needs no disk
    *session << "CREATE TABLE IF NOT EXISTS t(n INTEGER)";
    auto* connection = static_cast<soci::sqlite3_session_backend*>(session->get_backend())->conn_;
    notes->attach(connection, checkpoint_frames);
  }
  void commit(int count) {
    for (int i = 0; i < count; ++i) *session << "INSERT INTO t VALUES (1)";
  }
  // The files as they are now, while the connection is open.
  std::string killed() {
    const auto copy = folder.file("killed" + std::to_string(++copies) + ".db");
    for (const auto* end : {"", "-wal", "-commits"})
      if (fs::exists(file + end)) fs::copy_file(file + end, copy + end);
    return copy;
  }
  static void flip(const std::string& path, std::size_t at) {
    std::fstream bytes(path, std::ios::in | std::ios::out | std::ios::binary);
    bytes.seekg(static_cast<std::streamoff>(at));
    const char byte = static_cast<char>(bytes.get() ^ 0x10);
    bytes.seekp(static_cast<std::streamoff>(at));
    bytes.put(byte);
  }
  static int rows(const std::string& path) {
    soci::session other(soci::sqlite3, file_option(path));
    int count = 0;
    other << "SELECT count(*) FROM t", soci::into(count);
    return count;
  }

  Folder folder;
  std::string file = folder.file("a.db");
  std::unique_ptr<CommitNotes> notes;
  std::unique_ptr<soci::session> session;
  int copies = 0;
};

TEST_F(CommitNotesTest, FindNothingMissingAfterAKill) {
  open(file);
  commit(5);
  const auto copy = killed();
  const CommitNotes again(copy);
  EXPECT_TRUE(lost_commits(copy).empty());
  EXPECT_EQ(rows(copy), 5);
}

TEST_F(CommitNotesTest, TellTheCommitsThatAFlippedBitTakesAway) {
  open(file);
  commit(5);
  const auto copy = killed();
  const auto frames = read_sqlite_wal(copy + "-wal")->frames;
  flip(copy + "-wal", header_bytes + (frames - 2) * frame_bytes + 100);  // the last but one
  EXPECT_EQ(read_sqlite_wal(copy + "-wal")->frames, frames - 2);
  { const CommitNotes again(copy); }
  EXPECT_EQ(rows(copy), 3) << "SQLite says nothing of the others";
  const auto lost = lost_commits(copy);
  ASSERT_EQ(lost.size(), 1u);
  EXPECT_NE(lost[0].find(": 2 commits made from 20"), std::string::npos) << lost[0];
  EXPECT_NE(lost[0].find(copy + "-wal.damaged-1"), std::string::npos) << lost[0];
  EXPECT_TRUE(fs::exists(copy + "-wal.damaged-1"));
}

TEST_F(CommitNotesTest, TellThemOnce) {
  open(file);
  commit(5);
  file = killed();
  flip(file + "-wal", header_bytes + 2 * frame_bytes + 30);
  for (int i = 0; i < 3; ++i) const CommitNotes again(file);
  EXPECT_EQ(lost_commits(file).size(), 1u);
  open(file);
  commit(3);
  const auto copy = killed();
  const CommitNotes again(copy);
  EXPECT_TRUE(lost_commits(copy).empty()) << "the commits after it are there";
}

TEST_F(CommitNotesTest, TellAShorterLog) {
  open(file);
  commit(5);
  const auto copy = killed();
  fs::resize_file(copy + "-wal", header_bytes + frame_bytes * 3);
  const CommitNotes again(copy);
  EXPECT_EQ(lost_commits(copy).size(), 1u);
}

TEST_F(CommitNotesTest, FindNothingMissingAfterTheLogBeganAgain) {
  open(file, 4);
  for (int i = 0; i < 30; ++i) {
    commit(1);
    const auto copy = killed();
    { const CommitNotes again(copy); }
    EXPECT_TRUE(lost_commits(copy).empty()) << lost_commits(copy).front();
    EXPECT_EQ(rows(copy), i + 1);
  }
  EXPECT_LT(fs::file_size(file + "-wal"), header_bytes + 10 * frame_bytes) << "it was moved into the file";
}

TEST_F(CommitNotesTest, FindNothingMissingAfterAClose) {
  open(file);
  commit(5);
  session = nullptr;
  const CommitNotes again(file);
  EXPECT_TRUE(lost_commits(file).empty());
}

TEST_F(CommitNotesTest, IgnoreATornNote) {
  open(file);
  commit(5);
  const auto copy = killed();
  flip(copy + "-commits", fs::file_size(copy + "-commits") - 20);
  const CommitNotes again(copy);
  EXPECT_TRUE(lost_commits(copy).empty());
}

TEST_F(CommitNotesTest, DoNotGrowWithoutEnd) {
  open(file, 1);
  commit(20'000);
  EXPECT_LT(fs::file_size(file + "-commits"), 300'000u);
}

}  // namespace
}  // namespace cunkou::sql
