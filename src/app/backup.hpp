#pragma once
// A backup is one folder, or one file (a zstd-compressed tar of that folder): consistent copies of cunkou.db
// and series.db and a manifest with their SHA-256; of a sample county also what data/sample holds. It can be
// made while the server runs.

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

// `to` ending in .tar.zst is written as one file. Refuses to overwrite anything. It lies whole on the disk
// before it has its name.
Result<Backup> back_up(const DataFolder&, const std::string& to, Instant now);

// Into an empty or absent folder. Verifies every sum before anything is put in place; cunkou.db, without
// which there is no county, is put there last, and all of it lies on the disk when this returns. It is made
// quiet: a copy that is only looked at must not wake people up.
Result<DataFolder> restore(const std::string& from, const std::string& data);

}  // namespace cunkou::app
