#pragma once
// The one data folder: who may have it open, where its files lie, and how the commands reach a running
// server.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "base/instant.hpp"
#include "base/result.hpp"

namespace cunkou::app {

struct DataFolder {
  std::string path;
  std::string state() const { return path + "/cunkou.db"; }
  std::string series() const { return path + "/series.db"; }
  std::string running() const { return path + "/running.json"; }
  std::string sample() const { return path + "/sample"; }    // there where `cunkou sample` made the county
  std::string changed() const { return path + "/changed"; }  // touched by commands: see tell_change()
  std::string lock() const { return path + "/lock"; }
  std::string quiet() const {
    return path + "/quiet";
  }  // there where a server sends nothing: see make_quiet()
};

// Creates the folder (mode 0700) if it is not there. Refuses one that cannot be written to, with what to do;
// root is refused where the data is another user's, whose server could not open what root leaves there.
Result<DataFolder> open_data_folder(const std::string& path);

// For commands that only read: makes nothing, and refuses a folder in which there is no data.
Result<DataFolder> find_data_folder(const std::string& path);

// The mark of a restored copy: a server that starts on it sends nothing to anybody until `cunkou live` takes
// the mark away. On the disk when they return.
void make_quiet(const DataFolder&);
bool is_quiet(const DataFolder&);
void end_quiet(const DataFolder&);

// A command tells the server that runs on the folder, if any, that it has changed the state database, and the
// server asks when that was last done (0: never). A file's time: it needs no port and no process number.
void tell_change(const DataFolder&);
std::int64_t last_change(const DataFolder&);

// Held for as long as a server runs, or a command changes series: one at a time. Released by the system at
// kill -9.
class FolderLock {
 public:
  // Conflict: another process has it, still after `patience`: a command that looks whether a server runs has
  // it for a moment.
  static Result<FolderLock> take(const DataFolder&, Duration patience = {});
  FolderLock(FolderLock&&) noexcept;
  FolderLock& operator=(FolderLock&&) = delete;
  ~FolderLock();

 private:
  explicit FolderLock(int fd) : fd_(fd) {}
  int fd_;
};

// A running server tells the commands of the same user where it listens and a token that is good until it
// stops.
struct Running {
  int process = 0;
  std::string http;   // "http://127.0.0.1:8080"
  std::string token;  // operator's rights; the file's mode is 0600
};
void write_running(const DataFolder&, const Running&);
std::optional<Running> read_running(const DataFolder&);  // none: no server has the folder

// 24 random bytes, base64url.
std::string random_token();

}  // namespace cunkou::app
