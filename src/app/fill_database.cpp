#include "app/fill_database.hpp"

#include "platform/sql/database.hpp"
#include "sensing/series/sql/series_postgresql.hpp"
#include "sensing/series/sql/series_sql.hpp"

namespace cunkou::app {

Filled fill_database(const StateAddress& address, const std::string& state_file,
                     const std::string& series_file) {
  { const sql::Database migrated(state_file); }
  sql::claim_empty_state(address.database);
  Filled filled;
  if (address.has_series) {
    series::PostgresqlSeries::remove(address.database);  // of a run that was killed
    series::PostgresqlSeries readings(address.database);
    filled.readings = series::copy_series(*series::open_series(series_file), readings);
  }
  filled.tables = sql::copy_state(state_file, address.database);
  return filled;
}

}  // namespace cunkou::app
