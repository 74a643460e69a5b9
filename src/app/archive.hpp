#pragma once
// One file for a folder of plain files: ustar (POSIX.1-1988), compressed with zstd. Any tar reads it.

#include <string>
#include <vector>

namespace cunkou::app {

// Both throw std::runtime_error with a sentence. Names are plain file names; extraction refuses anything
// else.
void write_archive(const std::string& file, const std::string& folder, const std::vector<std::string>& names);
void read_archive(const std::string& file, const std::string& folder);

}  // namespace cunkou::app
