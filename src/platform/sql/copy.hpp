#pragma once
// Copies a SQLite file consistently, also while another process writes to it, and checks its integrity.

#include <string>
#include <vector>

namespace cunkou::sql {

// VACUUM INTO: `to` must not exist. Throws Broken.
void copy_database(const std::string& from, const std::string& to);

// Faults found by SQLite (integrity_check, foreign_key_check); empty: intact. Throws Broken if the file
// cannot be opened.
std::vector<std::string> check_database(const std::string& file);

}  // namespace cunkou::sql
