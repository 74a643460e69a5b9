#pragma once
// Packs a folder of plain files into one file: a tar archive (ustar; pax headers for files over 8 GiB)
// compressed with zstd, readable by any tar.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace cunkou::app {

// No '/', no leading '.', no control characters, nothing that no file can be called.
bool is_plain_name(std::string_view);

// For messages: shortened, and without control characters.
std::string printable_name(std::string_view);

struct ArchiveMember {
  std::string name;
  std::int64_t bytes_max = INT64_MAX;
};

// `names`: plain file names in `folder`. Throws BackupFailure if the file cannot be written completely.
void write_archive(const std::string& file, const std::string& folder, const std::vector<std::string>& names);

// Writes the entries into `folder` only. Throws BackupFailure if the archive is damaged or truncated, or an
// entry is not a plain file of `members`, is there twice or is larger than its limit; earlier entries are
// written by then. A member may be missing.
void read_archive(const std::string& file, const std::string& folder,
                  const std::vector<ArchiveMember>& members);

}  // namespace cunkou::app
