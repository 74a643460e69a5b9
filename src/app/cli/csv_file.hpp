#pragma once
// Reads a CSV file of any supported charset as UTF-8.

#include <fstream>
#include <string>

#include "base/charset.hpp"

namespace cunkou::app {

class CsvFile {
 public:
  explicit CsvFile(const std::string& path) : in_(path, std::ios::binary) {}

  // From the start of the file; the CsvFile must outlive the source. Reads the file once to detect its
  // charset. Refuses as charset_of() does, and an unreadable file.
  Result<ByteSource> utf8();

 private:
  ByteSource bytes();

  std::ifstream in_;
};

}  // namespace cunkou::app
