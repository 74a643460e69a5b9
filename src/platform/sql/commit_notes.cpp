#include "platform/sql/commit_notes.hpp"

#include <fcntl.h>
#include <soci/sqlite3/soci-sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <optional>

#include "base/instant.hpp"
#include "platform/sql/sqlite_wal.hpp"

namespace cunkou::sql {
namespace {

namespace fs = std::filesystem;
namespace lite = sqlite_api;

struct Record {
  std::uint64_t salt = 0;
  std::uint32_t frames = 0;
  std::uint32_t is_found = 0;  // what a start has found, after commits went missing
  std::int64_t at_ms = 0;
  std::uint64_t check = 0;  // see sealed(): a record may be torn by a power cut
};
static_assert(sizeof(Record) == 32);

constexpr std::size_t notes_bytes_max =
    256 * 1024;  // 8,192 commits: more than a log has between two checkpoints

std::uint64_t check_of(const Record& r) {
  std::uint64_t hash = 0xcbf29ce484222325;  // FNV-1a over its words
  for (const std::uint64_t word :
       {r.salt, std::uint64_t{r.frames} << 32 | r.is_found, static_cast<std::uint64_t>(r.at_ms)})
    hash = (hash ^ word) * 0x100000001b3;
  return hash;
}

Record sealed(Record r) {
  r.check = check_of(r);
  return r;
}

std::string notes_file(const std::string& file) { return file + "-commits"; }
std::string lost_file(const std::string& file) { return file + "-lost-commits"; }
std::string wal_file(const std::string& file) { return file + "-wal"; }

std::int64_t now_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

std::vector<Record> read_notes(const std::string& file) {
  std::ifstream in(notes_file(file), std::ios::binary);
  std::vector<Record> notes;
  for (std::array<char, sizeof(Record)> bytes{}; in.read(bytes.data(), bytes.size());) {
    Record record;
    std::memcpy(&record, bytes.data(), sizeof record);
    if (record.check == check_of(record)) notes.push_back(record);
  }
  return notes;
}

// The commits of this log that are noted and that it no longer has, in order.
std::vector<Record> missing(const std::vector<Record>& notes, const SqliteWal& wal) {
  std::vector<Record> found;
  for (const auto& record : notes) {
    if (record.salt != wal.salt || record.is_found) found.clear();
    if (record.salt == wal.salt && !record.is_found && record.frames > wal.frames) found.push_back(record);
  }
  return found;
}

std::string keep_log(const std::string& file) {
  for (int n = 1;; ++n) {
    const auto kept = wal_file(file) + ".damaged-" + std::to_string(n);
    std::error_code error;
    if (fs::exists(kept, error)) continue;
    fs::copy_file(wal_file(file), kept, error);
    return error ? std::string() : kept;
  }
}

void append(const std::string& file, std::string_view bytes, bool synchronised) {
  const int to = open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (to < 0) return;
  if (::write(to, bytes.data(), bytes.size()) >= 0 && synchronised) (void)fsync(to);
  close(to);
}

}  // namespace

CommitNotes::CommitNotes(const std::string& file) : file_(file) {
  if (file == ":memory:") return;
  try {
    find_lost();
  } catch (const std::exception&) {  // no memory, or a folder that cannot be read: SQLite says so
  }
}

CommitNotes::~CommitNotes() {
  if (descriptor_ >= 0) close(descriptor_);
}

// The notes are read first: commits of another program may follow meanwhile, and a log that it begins again
// has another salt.
void CommitNotes::find_lost() const {
  const auto notes = read_notes(file_);
  if (notes.empty()) return;
  const auto wal = read_sqlite_wal(wal_file(file_));
  if (!wal || sqlite_wal_salt(wal_file(file_)) != wal->salt) return;
  const auto lost = missing(notes, *wal);
  if (lost.empty()) return;
  const auto kept = keep_log(file_);
  append(lost_file(file_),
         to_iso({now_ms()}) + ": " + std::to_string(lost.size()) + " commits made from " +
             to_iso({lost.front().at_ms}) + " to " + to_iso({lost.back().at_ms}) +
             " are missing: the write-ahead log is damaged" + (kept.empty() ? "" : ", kept as " + kept) +
             "\n",
         true);
  const auto found = sealed({wal->salt, wal->frames, 1, now_ms(), 0});
  append(notes_file(file_), {reinterpret_cast<const char*>(&found), sizeof found}, true);
}

void CommitNotes::attach(lite::sqlite3* connection, int checkpoint_frames) {
  checkpoint_frames_ = checkpoint_frames;
  if (file_ != ":memory:")
    descriptor_ = open(notes_file(file_).c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  lite::sqlite3_wal_hook(connection, &CommitNotes::on_commit, this);
}

int CommitNotes::on_commit(void* self, lite::sqlite3* connection, const char* schema, int frames) {
  auto& notes = *static_cast<CommitNotes*>(self);
  notes.note(static_cast<std::uint32_t>(frames));
  if (frames < notes.checkpoint_frames_) return SQLITE_OK;
  // As SQLite's own: what cannot be moved now is moved after a later commit.
  lite::sqlite3_wal_checkpoint_v2(connection, schema, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
  return SQLITE_OK;
}

void CommitNotes::note(std::uint32_t frames) {
  const auto salt = descriptor_ < 0 ? std::nullopt : sqlite_wal_salt(wal_file(file_));
  if (!salt) return;
  struct stat notes {};
  const bool is_long = fstat(descriptor_, &notes) == 0 && notes.st_size > static_cast<off_t>(notes_bytes_max);
  // A log that begins again: earlier notes speak of one that is gone.
  if (*salt != salt_ && is_long && ftruncate(descriptor_, 0) != 0) return;
  salt_ = *salt;
  const auto record = sealed({salt_, frames, 0, now_ms(), 0});
  if (::write(descriptor_, &record, sizeof record) < 0) return;  // a full disk: no note of this commit
}

std::vector<std::string> lost_commits(const std::string& file) {
  std::ifstream in(lost_file(file));
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

}  // namespace cunkou::sql
