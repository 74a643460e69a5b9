#include "app/series_file.hpp"

#include <filesystem>

#include "app/flush.hpp"
#include "app/system_clock.hpp"
#include "sensing/series/sql/series_file_note.hpp"
#include "sensing/series/sql/series_sql.hpp"

namespace cunkou::app {

std::optional<Label> lost_series(const DataFolder& folder) {
  if (std::filesystem::exists(folder.series()) || !series::is_series_file_noted(folder.state())) return {};
  return format_label(
      "{0} "
      "不见了，读数都在里面：请把它放回来，或恢复备份。要是找不回来，放一个同名的空文件，就从没有读数开始",
      "{0} is gone, and with it all readings: put it back, or restore a backup. If there is none, put an "
      "empty file "
      "of that name there to begin without the readings",
      folder.series());
}

sql::Database open_state_file(const DataFolder& folder) {
  sql::require_known_version(folder.state());
  if (auto refused = series::refused_version(folder.series())) throw sql::Broken(std::move(*refused));
  return sql::Database(folder.state());
}

std::unique_ptr<series::ChunkStore> open_series_file(const DataFolder& folder, sql::Database& database) {
  if (auto lost = lost_series(folder)) throw sql::Broken(std::move(*lost));
  auto chunks = series::open_series(folder.series());
  if (!series::is_series_file_noted(folder.state())) {
    flush(folder.path);  // the note must not survive a power cut that the file does not
    database.write([](sql::Transaction& t) { series::note_series_file(t, SystemClock().now()); });
  }
  return chunks;
}

}  // namespace cunkou::app
