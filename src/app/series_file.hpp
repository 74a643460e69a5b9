#pragma once
// Opens the state and the readings of a data folder, and refuses a folder that has lost one of them.

#include <memory>
#include <optional>

#include "app/data_folder.hpp"
#include "base/label.hpp"
#include "platform/sql/database.hpp"
#include "sensing/series/chunk_store.hpp"

namespace cunkou::app {

// Why the readings are gone and what to do; none: series.db is there, or the county has never had one. An
// empty file counts as there: so an operator says to begin without the lost readings. Throws sql::Broken.
std::optional<Label> lost_series(const DataFolder&);

// The same for cunkou.db: it is absent or empty, and series.db holds readings, which a new county would take
// for its own. Throws sql::Broken or series::StoreBroken.
std::optional<Label> lost_state(const DataFolder&);

// What a move to a database has copied keeps its files under other names: cunkou.db.moved, cunkou.db.moved-2,
// ….
void keep_moved_files(const DataFolder&);

// Opens cunkou.db, which migrates it. Throws sql::Broken before that if the folder holds an unfinished sample
// county, if cunkou.db is lost, if series.db is lost and the migration would hide it, or if this program does
// not read the version of cunkou.db or series.db: an older program could not use a migrated file any more.
// `holder`: of a caller that has locked the folder, and now holds the database; it also ends a move that was
// killed. Empty: of a command that may run beside a server.
sql::Database open_state_file(const DataFolder&, const std::string& holder = "");

// Creates series.db, or the tables, for a county that has never had them. Throws sql::Broken if the file is
// lost, series::StoreBroken if it cannot be opened.
std::unique_ptr<series::ChunkStore> open_series_file(const DataFolder&, sql::Database&);

}  // namespace cunkou::app
