#pragma once
// The note in cunkou.db that there is a series.db. SQLite would create a lost file again, empty: with the
// note the loss is noticed instead.

#include <string>

#include "base/instant.hpp"
#include "platform/sql/database.hpp"

namespace cunkou::series {

enum class SeriesFileNote {
  missing,
  made,
  unknown,  // cunkou.db is of a version that made no note, and has not been migrated since
};

// Reads the state database as it is; another process may use it. Throws sql::Broken if it cannot be read.
SeriesFileNote series_file_note(const std::string& state);

// Once the file is on disk.
void note_series_file(sql::Transaction&, Instant now);

}  // namespace cunkou::series
