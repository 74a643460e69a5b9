#pragma once
// The note in cunkou.db that there is a series.db. SQLite would create a lost file again, empty: with the
// note the loss is noticed instead.

#include <string>

#include "base/instant.hpp"
#include "platform/sql/database.hpp"

namespace cunkou::series {

// Reads `state_file` (cunkou.db) as it is: it may be of an earlier version, without the note, and another
// process may use it. Throws sql::Broken if it cannot be read.
bool is_series_file_noted(const std::string& state_file);

// Once the file is on disk.
void note_series_file(sql::Transaction&, Instant now);

}  // namespace cunkou::series
