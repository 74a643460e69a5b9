#pragma once
// Notes of the commits to a SQLite file, outside of its write-ahead log. SQLite ends its recovery at the
// first frame with a wrong checksum: a flipped bit would take the commits after it away without a word. The
// notes tell how far the log went; what is missing at the next start is reported, and the damaged log is
// kept.
//
// Beside FILE: FILE-commits, a record of 32 bytes a commit, not synchronised to the disk (after a power cut
// the notes may be short of some commits, never ahead of them), begun again now and then; FILE-lost-commits,
// a line for each time that commits were found missing, until an operator removes it.

#include <cstdint>
#include <string>
#include <vector>

namespace sqlite_api {
struct sqlite3;
}

namespace cunkou::sql {

class CommitNotes {
 public:
  // Before SQLite opens the file. Compares its log with the notes; adds a line to FILE-lost-commits and keeps
  // the log as FILE-wal.damaged-N, if commits are missing. Throws nothing: notes that cannot be read or
  // written are left alone.
  explicit CommitNotes(const std::string& file);
  ~CommitNotes();
  CommitNotes(const CommitNotes&) = delete;
  CommitNotes& operator=(const CommitNotes&) = delete;

  // Notes each commit of the connection from now on, while this lives, and moves the log into the file
  // whenever it has `checkpoint_frames` frames. Takes the place of SQLite's automatic checkpoints.
  void attach(sqlite_api::sqlite3*, int checkpoint_frames);

 private:
  static int on_commit(void* self, sqlite_api::sqlite3*, const char* schema, int frames);
  void note(std::uint32_t frames);
  void find_lost() const;

  std::string file_;
  int descriptor_ = -1;  // of FILE-commits; -1: there are no notes
  int checkpoint_frames_ = 0;
  std::uint64_t salt_ = 0;  // of the log of the last commit
};

// The lines of FILE-lost-commits.
std::vector<std::string> lost_commits(const std::string& file);

}  // namespace cunkou::sql
