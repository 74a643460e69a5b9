#include "app/database_files.hpp"

#include <filesystem>

namespace cunkou::app {

namespace fs = std::filesystem;

// The database comes last: until then it is under the name of before.
void rename_database(const std::string& from, const std::string& to) {
  for (const auto* end : {"-wal", "-shm", ""})
    if (fs::exists(from + end)) fs::rename(from + end, to + end);
}

void remove_database(const std::string& file) {
  for (const auto* end : {"", "-wal", "-shm", "-journal"}) fs::remove(file + end);
}

}  // namespace cunkou::app
