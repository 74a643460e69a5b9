#pragma once
// One file for a folder of plain files: a tar archive (ustar; pax headers where a file is over 8 GiB),
// compressed with zstd. Any tar reads it.

#include <string>
#include <vector>

namespace cunkou::app {

// Throws std::runtime_error with a sentence where the file cannot be written whole. `names` are plain file
// names in `folder`.
void write_archive(const std::string& file, const std::string& folder, const std::vector<std::string>& names);

// Writes the entries into `folder` and nowhere else. Throws std::runtime_error with a sentence where the
// archive is damaged or cut short, and where an entry is not a plain file with a plain name: no '/', no '.'
// in front, no link. Entries before it are already written then.
void read_archive(const std::string& file, const std::string& folder);

}  // namespace cunkou::app
