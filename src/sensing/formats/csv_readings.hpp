#pragma once
// Readings as a table, long or wide:
// - long: a header with a column stream (or name), one of time, time_utc, timestamp, 时间, and one value (or
//   result); a column unit may say in which unit, where ℃ and °C are Cel;
// - wide: the first column is the time, and every other one a stream; an empty field is no reading.
// A time may leave out its zone: then it is that of Asia/Shanghai, in a column "time_utc" UTC.
//
// Read in parts, so that a file of any size needs little memory and a long import can be told how far it is.
// The text is UTF-8: see base/charset.hpp for files that are not.

#include <string>
#include <vector>

#include "base/csv.hpp"
#include "base/result.hpp"
#include "sensing/formats/parsed_reading.hpp"

namespace cunkou::formats {

class CsvReadings {
 public:
  explicit CsvReadings(CsvReader::Source source) : reader_(std::move(source)) {}
  explicit CsvReadings(std::string_view whole) : reader_(whole) {}

  // Refuses a file whose header lacks a column. Call once, first.
  Result<void> read_header();
  // As many more rows as give `readings` samples and refusals, the last one whole: up to limits::csv_fields
  // more. At the end fewer, and ended(). Rows that cannot be read are in `refused`, with their line.
  ParsedReadings next(std::size_t readings);
  bool ended() const { return ended_; }
  std::size_t bytes_read() const { return reader_.bytes_read(); }

 private:
  Result<void> read_wide_header(const CsvRow&);
  void take(const CsvRow&, ParsedReadings&) const;
  void take_long(const CsvRow&, ParsedReadings&) const;
  void take_wide(const CsvRow&, ParsedReadings&) const;
  void take_value(const CsvRow&, std::string_view text, ParsedReading, ParsedReadings&) const;
  Result<Instant> time_of(const CsvRow&) const;

  CsvReader reader_;
  std::size_t stream_ = 0, time_ = 0, value_ = 0;
  std::optional<std::size_t> unit_;
  std::vector<std::string> streams_;  // of a wide table, by column; empty: the table is long
  bool utc_ = false;
  bool ended_ = false;
};

}  // namespace cunkou::formats
