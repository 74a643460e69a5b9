#pragma once
// Reads the write-ahead log of a SQLite file as SQLite does at recovery: up to the last commit whose frames
// all have the right checksum (https://www.sqlite.org/walformat.html). What follows a damaged frame is lost
// without a word; commit_notes.hpp tells whether something was there.

#include <cstdint>
#include <optional>
#include <string>

namespace cunkou::sql {

struct SqliteWal {
  // Changes when SQLite begins the log from its start again.
  std::uint64_t salt = 0;
  std::uint32_t frames = 0;  // up to the last sound commit
};

// none: there is no log, or its header is not one.
std::optional<SqliteWal> read_sqlite_wal(const std::string& wal_file);
// Of its header only.
std::optional<std::uint64_t> sqlite_wal_salt(const std::string& wal_file);

}  // namespace cunkou::sql
