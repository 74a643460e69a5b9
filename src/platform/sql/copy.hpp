#pragma once
// Copies a SQLite file consistently, also while another process writes to it, and checks its integrity.

#include <string>
#include <vector>

namespace cunkou::sql {

// VACUUM INTO: `to` must not exist. Throws Broken if there is no `from`, which it does not create, or it is
// damaged, or the disk is full.
void copy_database(const std::string& from, const std::string& to);

// Faults found by SQLite (integrity_check, foreign_key_check), or why the file cannot be read; empty: intact.
std::vector<std::string> check_database(const std::string& file);

}  // namespace cunkou::sql
