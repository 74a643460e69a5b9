#pragma once
// Readings as a table: a header with a column stream (or name), one of time, time_utc, timestamp, and one
// value (or result); a column unit may say in which unit. Times carry a zone, but in a column "time_utc" may
// leave it out.
//
// Read in parts, so that a file of any size needs little memory and a long import can be told how far it is.

#include <string>
#include <vector>

#include "base/csv.hpp"
#include "base/result.hpp"
#include "things/sample.hpp"

namespace cunkou::things {

class CsvReadings {
 public:
  explicit CsvReadings(CsvReader::Source source) : reader_(std::move(source)) {}
  explicit CsvReadings(std::string_view whole) : reader_(whole) {}

  // Refuses a file whose header lacks a column. Call once, first.
  Result<void> read_header();
  // Up to `rows` more rows; empty at the end. Rows that cannot be read are in `refused`, with their line.
  Samples next(std::size_t rows);
  bool ended() const { return ended_; }
  std::size_t bytes_read() const { return reader_.bytes_read(); }

 private:
  void take(const CsvRow&, Samples&) const;

  CsvReader reader_;
  std::size_t stream_ = 0, time_ = 0, value_ = 0;
  std::optional<std::size_t> unit_;
  bool utc_ = false;
  bool ended_ = false;
};

}  // namespace cunkou::things
