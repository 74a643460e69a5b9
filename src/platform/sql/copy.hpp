#pragma once
// A consistent copy of a SQLite file, also while another process writes to it, and its integrity check.

#include <string>
#include <vector>

namespace cunkou::sql {

// VACUUM INTO: `to` must not exist. Throws Broken.
void copy_database(const std::string& from, const std::string& to);

// Faults that SQLite itself finds (integrity_check, foreign_key_check); empty: sound. Throws Broken if it
// cannot be opened.
std::vector<std::string> check_database(const std::string& file);

}  // namespace cunkou::sql
