#pragma once
// The data folder: exclusive access, file paths, and how commands reach a running server.

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/instant.hpp"
#include "base/result.hpp"

namespace cunkou::app {

// What `cunkou sample` writes into the folder `sample`, the last one when it is done.
constexpr std::array<std::string_view, 3> sample_files{"tokens", "sign-in.json", "sign-in.txt"};

// Where the state is.
struct StateAddress {
  std::string database = {};  // postgresql://… with its password; empty: cunkou.db in the data folder
  bool has_series = false;    // the readings are there too, not in series.db
};

struct DataFolder {
  std::string path;
  StateAddress address = {};
  std::string state() const { return address.database.empty() ? state_file() : address.database; }
  std::string state_file() const { return path + "/cunkou.db"; }
  std::string state_note() const { return path + "/state"; }  // see note_state()
  std::string series() const { return path + "/series.db"; }
  std::string sessions() const { return path + "/mqtt.db"; }
  std::string running() const { return path + "/running.json"; }
  std::string sample() const { return path + "/sample"; }  // exists in a sample county
  // See mark_unfinished_sample().
  std::string unfinished_sample() const { return path + "/sample-unfinished"; }
  std::string changed() const { return path + "/changed"; }  // touched by commands: see mark_changed()
  std::string lock() const { return path + "/lock"; }
  std::string quiet() const { return path + "/quiet"; }  // exists in quiet mode: see make_quiet()
};

// Creates the folder (mode 0700) if absent. Refuses a folder that is not writable, with a correction, and
// root if another user owns the folder: the server could not open files of root.
// Also refuses (conflict) a PostgreSQL database without the county of the note, and any where cunkou.db holds
// the state.
Result<DataFolder> open_data_folder(const std::string& path, const StateAddress& = {});

// For read-only commands: creates nothing; refuses a folder without data, and one that has lost its
// cunkou.db.
Result<DataFolder> find_data_folder(const std::string& path, const StateAddress& = {});

// Notes in the folder which PostgreSQL database holds its state and which county that is, and whether the
// readings are there, too: no command takes the folder for an empty one, or another county for its own.
// Without a database removes the note. On disk when it returns. Throws sql::Broken.
void note_state(const DataFolder&);

// Quiet mode of a restored copy: a server on the folder sends nothing until `cunkou activate` removes the
// file `quiet`. On disk when they return.
void make_quiet(const DataFolder&);
bool is_quiet(const DataFolder&);
void end_quiet(const DataFolder&);

// While `cunkou sample` loads, and after a run that was cut off: the folder then holds a part of the sample
// county, which nobody may take for a county. On disk when they return; the end removes the mark, the restart
// also what the run wrote.
void mark_unfinished_sample(const DataFolder&);
std::optional<Label> unfinished_sample(const DataFolder&);  // what to do
void remove_unfinished_sample(const DataFolder&);
void end_unfinished_sample(const DataFolder&);

// A command marks that it has changed the state database; the running server polls the time of the last
// change (0: never). Uses the time of a file, so no port or process id is needed.
void mark_changed(const DataFolder&);
std::int64_t last_change(const DataFolder&);

// Exclusive lock, held while a server runs or a command changes series. The system releases it on kill -9.
class FolderLock {
 public:
  // Refuses (conflict) if another process still holds it after `patience`; commands that check for a server
  // hold it briefly.
  static Result<FolderLock> take(const DataFolder&, Duration patience = {});
  FolderLock(FolderLock&&) noexcept;
  FolderLock& operator=(FolderLock&&) = delete;
  ~FolderLock();

 private:
  explicit FolderLock(int fd) : fd_(fd) {}
  int fd_;
};

// Address of the running server for commands of the same user, with a token that is valid until it stops.
struct Running {
  int process = 0;
  std::string http;   // "http://127.0.0.1:8080"
  std::string token;  // has the operator's permissions; the file has mode 0600
};
void write_running(const DataFolder&, const Running&);
std::optional<Running> read_running(const DataFolder&);  // none: no server holds the folder

}  // namespace cunkou::app
