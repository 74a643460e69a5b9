#include "app/series_file.hpp"

#include <filesystem>
#include <string>
#include <vector>

#include "app/database_files.hpp"
#include "app/flush.hpp"
#include "app/system_clock.hpp"
#include "platform/sql/copy_state.hpp"
#include "sensing/series/sql/series_file_note.hpp"
#include "sensing/series/sql/series_postgresql.hpp"
#include "sensing/series/sql/series_sql.hpp"

namespace cunkou::app {
namespace {

// cunkou.db has no note of it, but the server made mqtt.db after it, or put it where its path has a blank.
bool had_series_before_the_note(const DataFolder& folder) {
  return series::series_file_note(folder.state()) == series::SeriesFileNote::unknown &&
         (std::filesystem::exists(folder.sessions()) || series::series_before_blank(folder.series()));
}

std::optional<Label> lost_series_in_state(const DataFolder& folder) {
  const auto& database = folder.address.database;
  if (series::series_file_note(database) != series::SeriesFileNote::made ||
      series::PostgresqlSeries::find(database).is_present)
    return {};
  return format_label(
      "{0} 里放读数的模式（schema，名字以 _series 结尾）不见了，读数都在里面：请恢复数据库，或恢复备份。"
      "要是找不回来，建一个同名的空模式，就从没有读数开始",
      "the schema of {0} whose name ends in _series is gone, and with it all readings: restore the database, "
      "or a backup. If there is none, create an empty schema of that name to begin without the readings",
      sql::name_of(database));
}

// Of a state that is gone.
bool has_readings(const DataFolder& folder) {
  return folder.address.has_series ? series::PostgresqlSeries::find(folder.address.database).has_readings
                                   : series::has_readings(folder.series());
}

// A folder with a note was ready when its database was: what came after it was cut off.
void require_finished_copy(const DataFolder& folder) {
  if (folder.address.database.empty() || std::filesystem::exists(folder.state_note()) ||
      !sql::is_unfinished_copy(folder.state()))
    return;
  throw sql::Broken(format_label("往 {} 里恢复或搬迁没有做完：请把那条命令再运行一次，或另选一个空的数据库",
                                 "a restore or a move into {} did not end: run that command again, or name "
                                 "another, empty database",
                                 sql::name_of(folder.state())));
}

// The note makes the folder the county's own: not one whose readings are in another folder. A command writes
// it for a new folder, unless a server or a move has that.
void note_new_state(const DataFolder& folder, bool has_folder) {
  const auto is_noted = [&] { return std::filesystem::exists(folder.state_note()); };
  if (!is_noted())
    if (auto lost = lost_series(folder)) throw sql::Broken(std::move(*lost));
  if (has_folder) return note_state(folder);
  if (is_noted()) return;
  if (const auto lock = FolderLock::take(folder); lock && !std::filesystem::exists(folder.state_file()))
    note_state(folder);
}

// Of a move that was killed once the database was the state. A running server has done it.
void finish_killed_move(const DataFolder& folder, bool has_folder) {
  if (folder.address.database.empty() || !std::filesystem::exists(folder.state_note())) return;
  if (has_folder) return keep_moved_files(folder);
  if (const auto lock = FolderLock::take(folder)) keep_moved_files(folder);
}

}  // namespace

std::optional<Label> lost_series(const DataFolder& folder) {
  if (folder.address.has_series) return lost_series_in_state(folder);
  if (std::filesystem::exists(folder.series())) return {};
  if (series::series_file_note(folder.state()) != series::SeriesFileNote::made &&
      !had_series_before_the_note(folder))
    return {};
  if (const auto found = series::series_before_blank(folder.series()))
    return format_label(
        "{0} 不见了：以前的程序把读数写在了 {1} 里。请停下所有 cunkou，把 {1}（和 {1}-wal、{1}-shm，如果有）"
        "改名为 {0}（和 {0}-wal、{0}-shm）",
        "{0} is gone: an earlier version of the program wrote the readings to {1}. Stop every cunkou, then "
        "rename {1} (with {1}-wal and {1}-shm, if they are there) to {0} (with {0}-wal and {0}-shm)",
        folder.series(), *found);
  if (!folder.address.database.empty() && !std::filesystem::exists(folder.state_note()))
    return format_label(
        "{0} 是新的文件夹，数据库 {1} 里的县却另有一个，它的读数在那里的 series.db 里：请核对 data: 和 "
        "--data",
        "{0} is a new folder, but the county in the database {1} has another one, with its readings in "
        "series.db: check data: in the configuration, and --data",
        folder.path, sql::name_of(folder.state()));
  return format_label(
      "{0} 不见了，读数都在里面：请把它放回来，或恢复备份。"
      "要是找不回来，放一个同名的空文件，就从没有读数开始",
      "{0} is gone, and with it all readings: put it back, or restore a backup. If there is none, put an "
      "empty file of that name there to begin without the readings",
      folder.series());
}

std::optional<Label> lost_state(const DataFolder& folder) {
  try {
    if (sql::has_tables(folder.state())) return {};
  } catch (const sql::Broken&) {
    return {};  // damaged, which is refused when it is opened
  }
  if (!has_readings(folder)) return {};
  if (folder.address.has_series)
    return format_label(
        "{0} 里的地方、人和设备都不见了，读数还在：请恢复数据库，或恢复备份。"
        "要是找不回来，删掉放读数的模式（schema，名字以 _series 结尾），就从头开始",
        "the places, people and devices of {0} are gone, the readings are there: restore the database, or a "
        "backup. If there is none, drop the schema whose name ends in _series to begin a new county",
        sql::name_of(folder.state()));
  return format_label(
      "{0} 不见了，或者是空的，地方、人和设备都在里面：请把它放回来，或恢复备份。"
      "要是找不回来，把 {1}（和 {1}-wal、{1}-shm）移走，就从头开始",
      "{0} is gone or empty, and with it all places, people and devices: put it back, or restore a backup. "
      "If there is none, move {1} (with {1}-wal and {1}-shm) away to begin a new county",
      sql::name_of(folder.state()), folder.series());
}

void keep_moved_files(const DataFolder& folder) {
  namespace fs = std::filesystem;
  std::vector<std::string> moved{folder.state_file()};
  if (folder.address.has_series) moved.push_back(folder.series());
  for (const auto& file : moved) {
    if (!fs::exists(file)) continue;
    auto kept = file + ".moved";
    for (int n = 2; fs::exists(kept); ++n) kept = file + ".moved-" + std::to_string(n);
    rename_database(file, kept);
  }
  flush(folder.path);
}

sql::Database open_state_file(const DataFolder& folder, const std::string& holder) {
  if (auto unfinished = unfinished_sample(folder)) throw sql::Broken(std::move(*unfinished));
  const bool is_in_database = !folder.address.database.empty();
  finish_killed_move(folder, !holder.empty());
  if (folder.address.has_series) {
    if (std::filesystem::exists(folder.series()))
      throw sql::Broken(
          format_label("{} 里有读数，配置却说读数在数据库里：请核对配置里的 series:，或把它移走",
                       "{} holds readings, but the configuration keeps them in the database: "
                       "check series: in the configuration, or move the file away",
                       folder.series()));
  } else if (auto refused = series::refused_version(folder.series())) {
    throw sql::Broken(std::move(*refused));
  }
  if (auto lost = lost_state(folder)) throw sql::Broken(std::move(*lost));
  sql::require_known_version(folder.state());
  require_finished_copy(folder);
  // Opening it would migrate it, and then it says nothing of the lost file.
  if (had_series_before_the_note(folder))
    if (auto lost = lost_series(folder)) throw sql::Broken(std::move(*lost));
  if (is_in_database && !holder.empty() && sql::is_unfinished_copy(folder.state())) {
    const sql::Database held(folder.state(), holder);
    sql::finish_copy(folder.state());
  }
  auto database = holder.empty() ? sql::Database(folder.state()) : sql::Database(folder.state(), holder);
  if (is_in_database) note_new_state(folder, !holder.empty());
  return database;
}

std::unique_ptr<series::ChunkStore> open_series_file(const DataFolder& folder, sql::Database& database) {
  if (auto lost = lost_series(folder)) throw sql::Broken(std::move(*lost));
  std::unique_ptr<series::ChunkStore> chunks;
  if (folder.address.has_series)
    chunks = std::make_unique<series::PostgresqlSeries>(folder.address.database);
  else
    chunks = series::open_series(folder.series());
  if (series::series_file_note(folder.state()) != series::SeriesFileNote::made) {
    flush(folder.path);  // the note must not survive a power cut that the file does not
    database.write([](sql::Transaction& t) { series::note_series_file(t, SystemClock().now()); });
  }
  return chunks;
}

}  // namespace cunkou::app
