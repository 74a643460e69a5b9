#include "platform/sql/copy.hpp"

#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <filesystem>

#include "platform/sql/database.hpp"
#include "platform/sql/database_failure.hpp"
#include "platform/sql/file_option.hpp"

namespace cunkou::sql {
namespace {

soci::session opened(const std::string& file) {
  return soci::session(soci::sqlite3, file_option(file) + " timeout=30 shared_cache=false");
}

Label copy_message(const soci::soci_error& error, const std::string& from) {
  switch (failure_of(error)) {
    case Failure::disk_full:
      return {"要写到的磁盘已满，请腾出空间，或换一个磁盘",
              "the disk it goes to is full: free some space there, or choose another disk"};
    case Failure::damaged:
      return format_label(
          "{} 已损坏，复制不了：请留着以前的备份，运行 cunkou check，再恢复最近的好备份",
          "{} is damaged and cannot be copied: keep the earlier backups, run `cunkou check`, and "
          "restore the newest good one",
          from);
    default:
      return message_for(error);
  }
}

}  // namespace

void copy_database(const std::string& from, const std::string& to) {
  if (!std::filesystem::exists(from))
    throw Broken(format_label("{} 不见了，请恢复备份", "{} is gone: restore a backup", from));
  try {
    auto session = opened(from);
    session << "VACUUM INTO :file", soci::use(to);
  } catch (const soci::soci_error& error) {
    throw Broken(copy_message(error, from));
  }
}

std::vector<std::string> check_database(const std::string& file) {
  std::vector<std::string> faults;
  try {
    auto session = opened(file);
    soci::rowset<std::string> rows = (session.prepare << "PRAGMA integrity_check(20)");
    for (const auto& row : rows)
      if (row != "ok") faults.push_back(file + ": " + row);
    soci::rowset<soci::row> violations = (session.prepare << "PRAGMA foreign_key_check");
    for (const auto& row : violations)
      faults.push_back(file + ": a row of " + row.get<std::string>(0) + " refers to nothing");
  } catch (const soci::soci_error& error) {
    faults.push_back(file + ": " + message_for(error).en);
  }
  return faults;
}

}  // namespace cunkou::sql
