#pragma once
// What was written lies on the disk, and not only in the system's memory, when these return: a power cut
// after a backup or a restore that said it was done must not take it back. Both throw std::system_error.

#include <string>

namespace cunkou::app {

void flush(const std::string& path);             // a file's contents, or a folder's entries
void flush_beside(const std::string& path);      // the entries of the folder that `path` lies in
void flush_contents(const std::string& folder);  // its plain files, then its entries

}  // namespace cunkou::app
