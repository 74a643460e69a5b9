#pragma once
// A SQLite database with the files that SQLite keeps beside it.

#include <string>

namespace cunkou::app {

// Throw std::filesystem::filesystem_error. Files that are absent are left out.
void rename_database(const std::string& from, const std::string& to);
void remove_database(const std::string& file);

}  // namespace cunkou::app
