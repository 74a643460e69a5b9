#pragma once
// Reads CSV row by row (RFC 4180): quoted fields with doubled quotes and line breaks, CRLF or LF, a UTF-8
// byte order mark. Fields are parted by what parts most of the first row: commas, semicolons or tabs. Memory
// stays bounded by limits::csv_row_bytes, whatever the file. A bad row is told with its line, and the next
// ones are read all the same.

#include <cstddef>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/charset.hpp"

namespace cunkou {

struct CsvRow {
  std::size_t line = 0;                  // where it starts, from 1
  std::string_view text;                 // as it stands in the file, without its line break
  std::vector<std::string_view> fields;  // not trimmed
  std::string_view fault;                // "中文|English"; empty: the row is sound
};

class CsvReader {
 public:
  using Source = ByteSource;

  explicit CsvReader(Source);
  explicit CsvReader(std::string_view whole);  // must outlive the reader

  // The next row that is not blank; false at the end. Its views hold until the next call.
  bool next(CsvRow&);

  std::size_t bytes_read() const { return consumed_; }  // for progress: up to the end of the last row

 private:
  bool fill();  // more bytes into buffer_; false at the end
  void skip_byte_order_mark();
  std::optional<std::size_t> line_end();
  bool read_row(CsvRow&);
  void read_quoted(CsvRow&, std::size_t end);
  std::optional<std::size_t> quoted_end();
  void refuse(CsvRow&, std::string_view fault, std::size_t end);
  void skip_long_line();
  void take(CsvRow&, std::size_t end);

  Source source_;
  std::string buffer_;  // [at_, filled_) is not yet consumed
  std::size_t at_ = 0, filled_ = 0;
  std::size_t line_ = 1;
  char separator_ = '\0';  // none yet
  std::size_t consumed_ = 0;
  bool ended_ = false;
  std::string unescaped_;  // fields that had doubled quotes, of the current row
};

// Where a header has one of these names, not minding case and blanks around.
std::optional<std::size_t> csv_column(std::span<const std::string_view> header,
                                      std::initializer_list<std::string_view> names);

}  // namespace cunkou
