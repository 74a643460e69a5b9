#pragma once
// A CSV file as people have it, in UTF-8, whatever characters it was saved in.

#include <fstream>
#include <string>

#include "base/charset.hpp"

namespace cunkou::app {

class CsvFile {
 public:
  explicit CsvFile(const std::string& path) : in_(path, std::ios::binary) {}

  // From the file's beginning; the file outlives it. Reads the file once to know its charset; refuses as
  // charset_of does, and a file that cannot be read.
  Result<ByteSource> utf8();

 private:
  ByteSource bytes();

  std::ifstream in_;
};

}  // namespace cunkou::app
