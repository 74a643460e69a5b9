#include "app/database_files.hpp"

#include <filesystem>

#include "platform/sql/commit_notes.hpp"

namespace cunkou::app {

namespace fs = std::filesystem;

// The database comes last: until then it is under the name of before.
void rename_database(const std::string& from, const std::string& to) {
  fs::remove(from + "-commits");  // notes of a log under the name of before
  for (const auto* end : {"-wal", "-shm", "-lost-commits", ""})
    if (fs::exists(from + end)) fs::rename(from + end, to + end);
}

void remove_database(const std::string& file) {
  for (const auto* end : {"", "-wal", "-shm", "-journal", "-commits", "-lost-commits"})
    fs::remove(file + end);
}

std::vector<Label> lost_commits(const std::vector<std::string>& files) {
  std::vector<Label> found;
  for (const auto& file : files)
    for (const auto& line : sql::lost_commits(file))
      found.push_back(
          format_label("{0}：有提交丢失（{1}）。备份里若有就恢复备份；看过之后删掉 {0}-lost-commits",
                       "{0}: {1}. Restore a backup that has them; once you have seen to it, remove "
                       "{0}-lost-commits",
                       file, line));
  return found;
}

}  // namespace cunkou::app
