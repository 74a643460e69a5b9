#include "platform/sql/database_failure.hpp"

#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

namespace cunkou::sql {
namespace {

int code_of(const soci::soci_error& error) {
  const auto* sqlite = dynamic_cast<const soci::sqlite3_soci_error*>(&error);
  return sqlite ? sqlite->result() & 0xff : SQLITE_OK;
}

}  // namespace

Failure failure_of(const soci::soci_error& error) {
  switch (code_of(error)) {
    case SQLITE_FULL:
      return Failure::disk_full;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return Failure::damaged;
    default:
      return Failure::other;
  }
}

Label message_for(const soci::soci_error& error) {
  switch (code_of(error)) {
    case SQLITE_FULL:
      return {"磁盘已满，请腾出空间后再试", "the disk is full: free some space, then try again"};
    case SQLITE_IOERR:
      return {"磁盘读写失败，请看看是不是满了或坏了", "the disk failed: look at its space and its health"};
    case SQLITE_READONLY:
      return {"数据目录不可写", "the data folder is read-only: make it writable"};
    case SQLITE_CANTOPEN:
      return {"打不开数据库文件",
              "the database file cannot be opened: check the data folder's path and rights"};
    case SQLITE_BUSY:
      return {"数据库正忙，请稍后再试", "the database is busy with another program: try again"};
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return {"数据库文件已损坏，请恢复备份", "the database file is damaged: restore a backup"};
  }
  return format_label("数据库出错，请稍后再试", "the database failed: {}", error.what());
}

}  // namespace cunkou::sql
