#pragma once
// Fills a state database, mostly from another one of either engine: for `cunkou migrate-state`, backups,
// restores and the sample county.

#include <cstdint>
#include <string>
#include <vector>

namespace cunkou::sql {

struct CopiedTable {
  std::string name;
  std::int64_t rows = 0;
  std::int64_t replaced_texts = 0;  // that had U+0000, which is U+FFFD in the copy
};

// All tables in one snapshot and one transaction. Migrates `to`, which it creates if it is a file that is
// absent, and keeps which ids were given before. Throws Broken if `from` is absent or of another version than
// this program's, if `to` has a row already, or if the copy has other numbers of rows; then nothing was
// copied. A server's database is an unfinished copy from then on.
std::vector<CopiedTable> copy_state(const std::string& from, const std::string& to);

// Throws Broken if there are rows in a table; creates the tables if they are absent, and empties those of an
// unfinished copy, whose command was killed. A server's database is an unfinished copy from then on.
void claim_empty_state(const std::string& address);
// Nobody may use such a database yet.
bool is_unfinished_copy(const std::string& address);
// When the copy is in use: from now on its rows are kept.
void finish_copy(const std::string& to);

}  // namespace cunkou::sql
