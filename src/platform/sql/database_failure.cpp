#include "platform/sql/database_failure.hpp"

#include <soci/postgresql/soci-postgresql.h>
#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <string_view>

#include "platform/sql/postgresql_session.hpp"

namespace cunkou::sql {
namespace {

bool is_too_complex(std::string_view why) {
  return why.find("parser stack overflow") != why.npos ||
         why.find("xpression tree is too large") != why.npos ||
         why.find("too many SQL variables") != why.npos;
}

// SQLSTATE of PostgreSQL (appendix A of its manual).
Failure failure_of_state(std::string_view state) {
  if (state == "53100") return Failure::disk_full;
  if (state.starts_with("54")) return Failure::too_complex;  // program_limit_exceeded
  if (state == "22003" || state == "22012")
    return Failure::out_of_range;                        // numeric_value_out_of_range, division
  if (state.starts_with("XX")) return Failure::damaged;  // internal_error, data_corrupted
  return Failure::other;
}

}  // namespace

int sqlite_code(const soci::soci_error& error) {
  const auto* sqlite = dynamic_cast<const soci::sqlite3_soci_error*>(&error);
  return sqlite ? sqlite->result() & 0xff : SQLITE_OK;
}

Failure failure_of(const soci::soci_error& error) {
  if (const auto* postgresql = dynamic_cast<const soci::postgresql_soci_error*>(&error))
    return failure_of_state(postgresql->sqlstate());
  switch (sqlite_code(error)) {
    case SQLITE_FULL:
      return Failure::disk_full;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return Failure::damaged;
    case SQLITE_ERROR:
      return is_too_complex(error.what()) ? Failure::too_complex : Failure::other;
    default:
      return Failure::other;
  }
}

Label shown_for(const soci::soci_error& error) {
  return dynamic_cast<const soci::postgresql_soci_error*>(&error) ? shown_to_people() : message_for(error);
}

Label message_for(const soci::soci_error& error) {
  if (const auto* postgresql = dynamic_cast<const soci::postgresql_soci_error*>(&error)) {
    const bool was_lost = error.get_error_category() == soci::soci_error::connection_error;
    return postgresql_message(was_lost ? "08000" : postgresql->sqlstate(), error.get_error_message());
  }
  switch (sqlite_code(error)) {
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
  return format_label("数据库出错，请稍后再试", "the database failed: {}", error.get_error_message());
}

}  // namespace cunkou::sql
