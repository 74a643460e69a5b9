#pragma once
// Makes and restores backups. A backup is a folder, or a zstd-compressed tar of it: consistent copies of
// cunkou.db and series.db (also of a county on PostgreSQL), a manifest with their SHA-256, and for a sample
// county data/sample. Works while the server runs.

#include <string>
#include <vector>

#include "app/data_folder.hpp"
#include "base/instant.hpp"
#include "base/result.hpp"

namespace cunkou::app {

struct Backup {
  std::string path;
  std::int64_t bytes = 0;
};

// `to` ending in .tar.zst makes one file. Refuses to overwrite, also what appears meanwhile. The backup is
// complete on disk before it gets its name.
Result<Backup> back_up(const DataFolder&, const std::string& to, Instant now);

// Restores into an empty or absent folder. Verifies the manifest and every checksum first; the folder is
// complete on disk before it gets its name, so a killed restore leaves none. Marks the copy as quiet: a copy
// for inspection must not notify anybody.
// With a PostgreSQL database the state goes there, which must be empty, and the readings if its address says
// so.
Result<DataFolder> restore(const std::string& from, const std::string& data, const StateAddress& = {});

}  // namespace cunkou::app
