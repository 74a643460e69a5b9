#pragma once
// Flushes to disk: the data survives a power cut after these return. All throw std::system_error.

#include <string>

namespace cunkou::app {

void flush(const std::string& path);             // contents of a file, or entries of a folder
void flush_contents(const std::string& folder);  // its plain files, then its entries

}  // namespace cunkou::app
