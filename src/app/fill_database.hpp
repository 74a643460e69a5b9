#pragma once
// Fills a PostgreSQL database from the files of a county, for a move and for a restore.

#include <optional>
#include <string>
#include <vector>

#include "app/data_folder.hpp"
#include "platform/sql/copy_state.hpp"
#include "sensing/series/copy_series.hpp"

namespace cunkou::app {

struct Filled {
  std::vector<sql::CopiedTable> tables;
  std::optional<series::CopiedSeries> readings;  // none: the address does not have them
};

// The database must be empty, but for what a run that was killed has left. It is an unfinished copy until
// sql::finish_copy(). Migrates the state file. Throws sql::Broken and series::StoreBroken.
Filled fill_database(const StateAddress&, const std::string& state_file, const std::string& series_file);

}  // namespace cunkou::app
