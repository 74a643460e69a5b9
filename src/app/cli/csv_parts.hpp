#pragma once
// Splits a CSV file into parts that are valid files: the header, then complete rows. For files over the
// server's size limit.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "base/csv.hpp"

namespace cunkou::app {

class CsvParts {
 public:
  struct Part {
    std::string text;
    // Line n of the part, below the header, is line n + lines_before of the file.
    std::int64_t lines_before = 0;
  };

  // A part ends with the row that reaches `bytes`.
  CsvParts(CsvReader::Source, std::size_t bytes);
  CsvParts(const CsvParts&) = delete;
  CsvParts& operator=(const CsvParts&) = delete;

  // None at the end. A file without rows is one part: its header, even if empty.
  std::optional<Part> next();
  std::size_t bytes_read() const { return reader_.bytes_read(); }

 private:
  std::string take_raw();

  CsvReader::Source source_;
  std::size_t bytes_;
  std::string raw_;         // read by reader_, not yet in a part
  std::size_t before_ = 0;  // bytes of the file before raw_
  CsvReader reader_;
  std::optional<std::string> header_;
  std::int64_t lines_ = 0;  // below the header and before raw_
  bool any_ = false;
};

}  // namespace cunkou::app
