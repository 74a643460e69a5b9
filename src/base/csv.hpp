#pragma once
// Reads CSV row by row (RFC 4180): quoted fields with doubled quotes and line breaks, CRLF or LF, a UTF-8
// byte order mark. The separator is the one of comma, semicolon and tab that occurs most in the first row.
// Memory is bounded by limits::csv_row_bytes. A malformed row is reported with its line, and reading
// continues after it.

#include <cstddef>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/charset.hpp"
#include "base/label.hpp"
#include "base/result.hpp"

namespace cunkou {

struct CsvRow {
  std::size_t line = 0;                  // first line of the row, from 1
  std::string_view text;                 // as in the file, without its line break
  std::vector<std::string_view> fields;  // not trimmed
  std::optional<Label> fault;            // none: the row is well-formed
};

class CsvReader {
 public:
  using Source = ByteSource;

  explicit CsvReader(Source);
  explicit CsvReader(std::string_view whole);  // must outlive the reader

  // Reads the next non-blank row; false at the end. Its views are valid until the next call.
  bool next(CsvRow&);

  std::size_t bytes_read() const { return consumed_; }  // up to the end of the last row, for progress

 private:
  bool fill();  // reads more bytes into buffer_; false at the end
  void skip_byte_order_mark();
  std::optional<std::size_t> line_end();
  bool read_row(CsvRow&);
  void read_quoted(CsvRow&, std::size_t end);
  std::optional<std::size_t> quoted_end();
  void refuse(CsvRow&, const Label& fault, std::size_t end);
  void skip_long_line();
  void take(CsvRow&, std::size_t end);

  Source source_;
  std::string buffer_;  // [at_, filled_) is not yet consumed
  std::size_t at_ = 0, filled_ = 0;
  std::size_t line_ = 1;
  char separator_ = '\0';  // unknown until the first row
  std::size_t consumed_ = 0;
  bool ended_ = false;
  std::string unescaped_;  // fields of the current row that had doubled quotes
};

// Index of the column whose header is one of these names, ignoring case and surrounding blanks.
std::optional<std::size_t> csv_column(std::span<const std::string_view> header,
                                      std::initializer_list<std::string_view> names);

// Either of two columns with the same header might be meant.
Result<void> refuse_repeated_column(std::span<const std::string_view> header);

}  // namespace cunkou
