#pragma once
// Packs a folder of plain files into one file: a tar archive (ustar; pax headers for files over 8 GiB)
// compressed with zstd, readable by any tar.

#include <string>
#include <string_view>
#include <vector>

namespace cunkou::app {

// No '/', no leading '.', nothing that no file can be called.
bool is_plain_name(std::string_view);

// `names`: plain file names in `folder`. Throws BackupFailure if the file cannot be written completely.
void write_archive(const std::string& file, const std::string& folder, const std::vector<std::string>& names);

// Writes the entries into `folder` only. Throws BackupFailure if the archive is damaged or truncated, or an
// entry is not a plain file with a plain name; earlier entries are written by then.
void read_archive(const std::string& file, const std::string& folder);

}  // namespace cunkou::app
