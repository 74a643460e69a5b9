#include "app/data_folder.hpp"

#include <fcntl.h>
#include <pwd.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>
#include <thread>

#include "app/database_files.hpp"
#include "app/flush.hpp"
#include "app/series_file.hpp"
#include "base/text.hpp"
#include "platform/sql/database.hpp"

namespace cunkou::app {

namespace fs = std::filesystem;

namespace {

// Lines of the note.
constexpr std::string_view series_line = "with the readings", county_line = "county ",
                           journal_line = "journal ";

Result<void> refuse_root_elsewhere(const std::string& path) {
  struct stat found;
  if (geteuid() != 0 || (stat(DataFolder{path}.state_file().c_str(), &found) != 0 &&
                         stat(DataFolder{path}.state_note().c_str(), &found) != 0))
    return {};
  if (found.st_uid == 0) return {};
  const auto* owner = getpwuid(found.st_uid);
  const auto name = owner ? std::string(owner->pw_name) : "#" + std::to_string(found.st_uid);
  return Error{
      Code::forbidden,
      format_label("{0} 里的数据属于用户 {1}，请以该用户运行：sudo -u {1} cunkou …",
                   "the data in {0} belongs to the user {1}: run this as that user, sudo -u {1} cunkou …",
                   path, name)};
}

// On disk when they return.
void write_mark(const DataFolder& folder, const std::string& file, std::string_view text) {
  std::ofstream out(file);
  out << text;
  if (!out.flush()) throw std::runtime_error(file + " could not be written: is the disk full?");
  flush(file);
  flush(folder.path);
}
void replace_file(const DataFolder& folder, const std::string& file, std::string_view text) {
  write_mark(folder, file + ".part", text);
  fs::rename(file + ".part", file);
  flush(folder.path);
}

struct StateNote {
  std::string database;  // its name; empty: there is no note
  bool has_series = false;
  std::string county;   // see county_of(); empty: it had none when the note was written
  std::string journal;  // the last entry_of() then
};

StateNote read_note(const DataFolder& folder) {
  std::ifstream in(folder.state_note());
  StateNote note;
  std::getline(in, note.database);
  for (std::string line; std::getline(in, line);) {
    if (line == series_line) note.has_series = true;
    if (line.starts_with(county_line)) note.county = line.substr(county_line.size());
    if (line.starts_with(journal_line)) note.journal = line.substr(journal_line.size());
  }
  return note;
}

// The hash of the first entry of the journal, which never changes.
std::string county_of(const std::string& database) {
  return sql::text_of(database, "journal", "SELECT hash FROM journal WHERE number = 1").value_or("");
}

// Number and hash of an entry of the journal, "" if it is not there. `which`: the end of the query.
std::string entry_of(const std::string& database, const std::string& which) {
  return sql::text_of(database, "journal", "SELECT number || ' ' || hash FROM journal " + which).value_or("");
}

// Refuses a database that does not have an entry of the journal which was there: ids would be given again,
// and readings be taken for those of other devices.
Result<void> check_journal(const DataFolder& folder, const StateNote& note) {
  const auto number = parse_number<std::int64_t>(note.journal.substr(0, note.journal.find(' ')));
  if (!number) return {};
  const auto found = entry_of(folder.address.database, "WHERE number = " + std::to_string(*number));
  if (found == note.journal) return {};
  return conflict(format_label(
      "{0} 的日志上次用到第 {1} 条，数据库 {2} 里没有这一条：它是较早的一份。请核对配置里的 "
      "state:。要是有意恢复了较早的数据库，就删掉 {3}",
      "the journal of {0} had come to entry {1}, which the database {2} does not have: it is an older copy "
      "of the county. Check state: in the configuration; if you set the database back on purpose, remove {3}",
      folder.path, *number, sql::name_of(folder.address.database), folder.state_note()));
}

Result<void> check_series(const DataFolder& folder, const StateNote& note) {
  if (note.has_series == folder.address.has_series) return {};
  const auto& name = note.database;
  if (note.has_series)
    return conflict(format_label("{} 的读数也在数据库 {} 里：请在配置里写上 series: state",
                                 "the readings of {} are in the database {}, too: say series: state in the "
                                 "configuration",
                                 folder.path, name));
  return conflict(format_label(
      "{} 的读数在 series.db 里，不在数据库 {} 里：请从配置里去掉 series: state",
      "the readings of {} are in series.db, not in the database {}: take series: state out of the "
      "configuration",
      folder.path, name));
}

Result<void> check_state(const DataFolder& folder) {
  const auto note = read_note(folder);
  if (folder.address.database.empty()) {
    if (note.database.empty()) return {};
    return conflict(format_label(
        "{} 的状态在数据库 {} 里：请用 --config 指明写着 state: 的配置文件",
        "the state of {} is in the database {}: name the configuration that says so (state:) with --config",
        folder.path, note.database));
  }
  const auto given = sql::name_of(folder.address.database);
  if (note.database.empty()) {
    if (!fs::exists(folder.state_file())) return {};
    return conflict(
        format_label("{} 里已有一个县：请先用 cunkou migrate-state 把它搬到 {}，或换一个数据文件夹",
                     "{} holds a county already: move it to {} with `cunkou migrate-state`, or choose "
                     "another data folder",
                     folder.state_file(), given));
  }
  try {  // the server may have another name than before
    const bool is_it =
        note.county.empty() ? note.database == given : note.county == county_of(folder.address.database);
    if (is_it) {
      CUNKOU_TRY(check_journal(folder, note));
      return check_series(folder, note);
    }
  } catch (const sql::Broken& broken) {
    return Error{Code::unavailable, broken.reason};
  }
  return conflict(format_label("{} 的状态在数据库 {} 里，{} 里没有这个县：请核对配置里的 state:",
                               "the state of {} is in the database {}, and this county is not in {}: check "
                               "state: in the configuration",
                               folder.path, note.database, given));
}

}  // namespace

Result<DataFolder> open_data_folder(const std::string& path, const StateAddress& address) {
  if (path.empty()) return invalid({"请用 --data 指明数据文件夹", "say which data folder: --data DIR"});
  std::error_code error;
  const bool made = fs::create_directories(path, error);
  if (error)
    return Error{Code::unavailable,
                 format_label("数据文件夹 {} 建不了：{}", "the data folder {} cannot be made: {}", path,
                              error.message())};
  if (made) fs::permissions(path, fs::perms::owner_all, error);
  if (access(path.c_str(), W_OK | X_OK) != 0)
    return Error{
        Code::unavailable,
        format_label("数据文件夹 {} 不能写入（{}）：请把它交给运行 cunkou 的用户，或用 --data 另选一个",
                     "the data folder {} cannot be written to ({}): give it to the user that runs cunkou, or "
                     "choose another with --data",
                     path, std::strerror(errno))};
  CUNKOU_TRY(refuse_root_elsewhere(path));
  DataFolder folder{fs::canonical(path).string(), address};
  CUNKOU_TRY(check_state(folder));
  return folder;
}

Result<DataFolder> find_data_folder(const std::string& path, const StateAddress& address) {
  std::error_code error;
  const DataFolder named{path, address};
  if (!path.empty() && !fs::exists(named.state_file(), error) && !fs::exists(named.state_note(), error)) {
    if (auto lost = lost_state(named)) return Error{Code::unavailable, std::move(*lost)};
    if (!address.database.empty() && fs::is_directory(path, error) && sql::has_tables(address.database))
      return open_data_folder(path, address);  // a new folder beside a database that holds a county
    return not_found(
        format_label("{} 里没有数据，请核对 --data", "there is no data in {}: check --data", path));
  }
  return open_data_folder(path, address);
}

void note_state(const DataFolder& folder) {
  if (folder.address.database.empty()) {
    fs::remove(folder.state_note());
    flush(folder.path);
    return;
  }
  const auto county = county_of(folder.address.database),
             journal = entry_of(folder.address.database, "ORDER BY number DESC LIMIT 1");
  const auto name = sql::name_of(folder.address.database);
  const auto before = read_note(folder);
  if (before.database == name && before.has_series == folder.address.has_series && before.county == county &&
      before.journal == journal)
    return;
  auto text = name + "\n";
  if (folder.address.has_series) text += std::string(series_line) + "\n";
  if (!county.empty()) text += std::string(county_line) + county + "\n";
  if (!journal.empty()) text += std::string(journal_line) + journal + "\n";
  replace_file(folder, folder.state_note(),
               text + "The state of this county is in the PostgreSQL database above.\n");
}

void make_quiet(const DataFolder& folder) {
  write_mark(
      folder, folder.quiet(),
      "Restored from a backup: a server that starts here sends nothing. `cunkou activate` ends that.\n");
}

bool is_quiet(const DataFolder& folder) { return fs::exists(folder.quiet()); }

void end_quiet(const DataFolder& folder) {
  if (fs::remove(folder.quiet())) flush(folder.path);
}

void mark_unfinished_sample(const DataFolder& folder) {
  write_mark(folder, folder.unfinished_sample(),
             "`cunkou sample` did not end. Run it again: it starts from the beginning.\n");
}

std::optional<Label> unfinished_sample(const DataFolder& folder) {
  if (!fs::exists(folder.unfinished_sample())) return {};
  return format_label(
      "{} 里的示例县还没装完：如果没有 `cunkou sample` 在运行，请再运行一次，它会重新开始",
      "the sample county in {} is not complete: unless `cunkou sample` runs just now, run it again, and it "
      "starts from the beginning",
      folder.path);
}

void remove_unfinished_sample(const DataFolder& folder) {
  for (const auto& file : {folder.state_file(), folder.series()}) remove_database(file);
  for (const auto name : sample_files) fs::remove(fs::path(folder.sample()) / name);
}

void end_unfinished_sample(const DataFolder& folder) {
  flush_contents(folder.sample());  // the mark must not be gone before what it marks is there
  flush(folder.path);
  fs::remove(folder.unfinished_sample());
  flush(folder.path);
}

void mark_changed(const DataFolder& folder) {
  const int fd = open(folder.changed().c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) return;
  (void)futimens(fd, nullptr);  // now
  close(fd);
}

std::int64_t last_change(const DataFolder& folder) {
  struct stat found;
  if (stat(folder.changed().c_str(), &found) != 0) return 0;
  return found.st_mtim.tv_sec * 1'000'000'000 + found.st_mtim.tv_nsec;
}

Result<FolderLock> FolderLock::take(const DataFolder& folder, Duration patience) {
  const int fd = open(folder.lock().c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0)
    return Error{Code::unavailable, format_label("{} 打不开：{}", "{} cannot be opened: {}", folder.lock(),
                                                 std::strerror(errno))};
  constexpr auto step = std::chrono::milliseconds(20);
  for (auto left = patience;; left -= step) {
    if (flock(fd, LOCK_EX | LOCK_NB) == 0) return FolderLock(fd);
    if (left <= Duration{0}) break;
    std::this_thread::sleep_for(step);
  }
  close(fd);
  return conflict(
      format_label("另一个 cunkou 正在使用数据文件夹 {}：请先停下它，或用 --data 另选一个",
                   "another cunkou has the data folder {} open: stop it first, or choose another with --data",
                   folder.path));
}

FolderLock::FolderLock(FolderLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

FolderLock::~FolderLock() {
  if (fd_ >= 0) close(fd_);
}

void write_running(const DataFolder& folder, const Running& running) {
  const boost::json::object json{
      {"process", running.process}, {"http", running.http}, {"token", running.token}};
  const auto text = boost::json::serialize(json);
  const auto part = folder.running() + ".part";
  const int fd = open(part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (fd < 0 || write(fd, text.data(), text.size()) != static_cast<ssize_t>(text.size()))
    throw std::system_error(errno, std::generic_category(), part);
  close(fd);
  fs::rename(part, folder.running());
}

std::optional<Running> read_running(const DataFolder& folder) {
  if (FolderLock::take(folder)) return {};  // no server holds the folder: the file is stale
  std::ifstream in(folder.running());
  std::stringstream text;
  text << in.rdbuf();
  boost::system::error_code error;
  const auto json = boost::json::parse(text.str(), error);
  if (error || !json.is_object()) return {};
  const auto& o = json.as_object();
  const auto* process = o.if_contains("process");
  const auto* http = o.if_contains("http");
  const auto* token = o.if_contains("token");
  if (!process || !http || !token || !process->is_int64() || !http->is_string() || !token->is_string())
    return {};
  return Running{static_cast<int>(process->as_int64()), std::string(http->as_string()),
                 std::string(token->as_string())};
}

}  // namespace cunkou::app
