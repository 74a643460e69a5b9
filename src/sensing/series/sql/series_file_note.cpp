#include "sensing/series/sql/series_file_note.hpp"

#include "platform/sql/database.hpp"
#include "platform/sql/statement.hpp"

namespace cunkou::series {

SeriesFileNote series_file_note(const std::string& state) {
  if (!sql::has_tables(state)) return SeriesFileNote::missing;
  const auto noted = sql::has_rows(state, "series_file");
  if (!noted) return SeriesFileNote::unknown;
  return *noted ? SeriesFileNote::made : SeriesFileNote::missing;
}

void note_series_file(sql::Transaction& t, Instant now) {
  if (!sql::has_row(t.session(), "series_file"))
    sql::run(t.session(), "INSERT INTO series_file(created_at) VALUES (?)", now);
}

}  // namespace cunkou::series
