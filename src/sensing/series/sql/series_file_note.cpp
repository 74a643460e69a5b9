#include "sensing/series/sql/series_file_note.hpp"

#include <soci/sqlite3/soci-sqlite3.h>

#include "platform/sql/database_failure.hpp"
#include "platform/sql/file_option.hpp"
#include "platform/sql/statement.hpp"

namespace cunkou::series {
namespace {

bool has_rows(soci::session& session, const std::string& query) {
  return sql::one<std::int64_t>(session, query).value_or(0) > 0;
}

}  // namespace

SeriesFileNote series_file_note(const std::string& state_file) {
  if (!sql::has_tables(state_file)) return SeriesFileNote::missing;
  try {
    soci::session session(soci::sqlite3, sql::file_option(state_file) + " timeout=10 shared_cache=false");
    if (!has_rows(session, "SELECT count(*) FROM sqlite_master WHERE name = 'series_file'"))
      return SeriesFileNote::unknown;
    return has_rows(session, "SELECT count(*) FROM series_file") ? SeriesFileNote::made
                                                                 : SeriesFileNote::missing;
  } catch (const soci::soci_error& error) {
    throw sql::Broken(sql::message_for(error));
  }
}

void note_series_file(sql::Transaction& t, Instant now) {
  if (!has_rows(t.session(), "SELECT count(*) FROM series_file"))
    sql::run(t.session(), "INSERT INTO series_file(created_at) VALUES (?)", now);
}

}  // namespace cunkou::series
