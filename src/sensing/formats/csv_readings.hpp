#pragma once
// Readings in a CSV table, long or wide:
//   - long: a column stream (or name), one of time, time_utc, timestamp, 时间, and one value (or result); an
//     optional column unit, in which ℃ and °C mean Cel;
//   - wide: the first column is the time, every other one a stream; an empty field is no reading.
// A time without a zone is in Asia/Shanghai, in a column "time_utc" in UTC.
//
// Reads in parts: needs little memory for a file of any size, and the caller can report progress. The text
// must be UTF-8; base/charset.hpp converts other charsets.

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

  // Refuses a header without a required column or with one that is there twice. Call it once, first.
  Result<void> read_header();
  // Reads rows until `count` readings and refusals are reached; the last row is complete, so up to
  // cunkou::limits::csv_fields more. Returns fewer at the end, see ended(). Invalid rows are in `refused`
  // with their line.
  ParsedReadings next(std::size_t count);
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
  std::vector<std::string> streams_;  // of a wide table, by column; empty: a long table
  bool utc_ = false;
  bool ended_ = false;
};

}  // namespace cunkou::formats
