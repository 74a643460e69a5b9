#pragma once
// A CSV file in parts that each are one: the file's header, then whole rows. For a file that is larger than
// what a server takes at once.

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
    std::int64_t lines_before =
        0;  // line n of the part, below the header, is line n + lines_before of the file
  };

  // A part ends with the row that takes it to `bytes` or beyond.
  CsvParts(CsvReader::Source, std::size_t bytes);
  CsvParts(const CsvParts&) = delete;
  CsvParts& operator=(const CsvParts&) = delete;

  // Nothing at the end; a file without rows is one part, its header, even if it is empty.
  std::optional<Part> next();
  std::size_t bytes_read() const { return reader_.bytes_read(); }

 private:
  std::string take_raw();

  CsvReader::Source source_;
  std::size_t bytes_;
  std::string raw_;         // read by reader_, and not yet in a part
  std::size_t before_ = 0;  // bytes of the file before raw_
  CsvReader reader_;
  std::optional<std::string> header_;
  std::int64_t lines_ = 0;  // below the header and before raw_
  bool any_ = false;
};

}  // namespace cunkou::app
