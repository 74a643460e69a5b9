#pragma once
// A SQLite database with the files that SQLite and platform/sql/commit_notes.hpp keep beside it.

#include <string>
#include <vector>

#include "base/label.hpp"

namespace cunkou::app {

// Throw std::filesystem::filesystem_error. Files that are absent are left out.
void rename_database(const std::string& from, const std::string& to);
void remove_database(const std::string& file);
// What to do about commits that a start has found missing in one of the files, a sentence each.
std::vector<Label> lost_commits(const std::vector<std::string>& files);

}  // namespace cunkou::app
