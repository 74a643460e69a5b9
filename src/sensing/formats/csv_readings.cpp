#include "sensing/formats/csv_readings.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "sensing/formats/number.hpp"

namespace cunkou::formats {
namespace {

const Label too_few{"这一行的列不够", "the row has too few columns"};
const Label no_name{"这一列的表头是空的", "the header of this column is empty"};

Error missing(std::string_view columns) {
  return invalid(format_label("表头缺少一列：{}", "the header lacks a column: {}", columns));
}

Error no_known_header() {
  return invalid({"表头看不懂：要么第一列是 time（或“时间”），后面每样一列；要么是 stream,time,value",
                  "the header has neither shape: time first, then a column for each stream; or "
                  "stream,time,value"});
}

std::string_view unit_of(std::string_view text) { return text == "℃" || text == "°C" ? "Cel" : text; }

void refuse(ParsedReadings& out, const CsvRow& row, std::string_view stream, const Label& reason) {
  out.refused.push_back(
      {{}, excerpt(stream, 120), reason, excerpt(row.text), static_cast<std::int64_t>(row.line)});
}

}  // namespace

Result<void> CsvReadings::read_header() {
  CsvRow row;
  if (!reader_.next(row)) return invalid({"文件是空的", "the file is empty"});
  if (row.fault) return invalid(*row.fault);
  CUNKOU_TRY(refuse_repeated_column(row.fields));
  const auto stream = csv_column(row.fields, {"stream", "name"});
  const auto utc = csv_column(row.fields, {"time_utc"});
  const auto time = utc ? utc : csv_column(row.fields, {"time", "timestamp", "时间"});
  const auto value = csv_column(row.fields, {"value", "result"});
  utc_ = utc.has_value();
  if (time && *time == 0 && !stream && !value && row.fields.size() > 1) return read_wide_header(row);
  if (!stream && !value) return no_known_header();
  if (!stream) return missing("stream");
  if (!time) return missing("time");
  if (!value) return missing("value");
  stream_ = *stream;
  time_ = *time;
  value_ = *value;
  unit_ = csv_column(row.fields, {"unit"});
  return {};
}

Result<void> CsvReadings::read_wide_header(const CsvRow& row) {
  for (const auto field : row.fields) streams_.emplace_back(trimmed(field));
  const auto named = [](const std::string& name) { return !name.empty(); };
  if (std::none_of(streams_.begin() + 1, streams_.end(), named)) return no_known_header();
  return {};
}

ParsedReadings CsvReadings::next(std::size_t count) {
  ParsedReadings out;
  CsvRow row;
  while (out.readings.size() + out.refused.size() < count) {
    if (!reader_.next(row)) {
      ended_ = true;
      break;
    }
    take(row, out);
  }
  return out;
}

void CsvReadings::take(const CsvRow& row, ParsedReadings& out) const {
  if (row.fault) return refuse(out, row, {}, *row.fault);
  streams_.empty() ? take_long(row, out) : take_wide(row, out);
}

Result<Instant> CsvReadings::time_of(const CsvRow& row) const {
  const auto text = trimmed(row.fields[time_]);
  const auto time = parse_instant(text);
  return time ? time : parse_clock(text, hours(utc_ ? 0 : 8));
}

void CsvReadings::take_long(const CsvRow& row, ParsedReadings& out) const {
  if (row.fields.size() <= std::max({stream_, time_, value_})) return refuse(out, row, {}, too_few);
  ParsedReading reading;
  reading.name = trimmed(row.fields[stream_]);
  if (unit_ && *unit_ < row.fields.size()) reading.unit = unit_of(trimmed(row.fields[*unit_]));
  const auto time = time_of(row);
  if (!time) return refuse(out, row, reading.name, reasons::not_a_time);
  reading.time = *time;
  const auto value = trimmed(row.fields[value_]);
  if (value.empty()) return refuse(out, row, reading.name, reasons::no_value);
  take_value(row, value, std::move(reading), out);
}

void CsvReadings::take_wide(const CsvRow& row, ParsedReadings& out) const {
  const auto time = time_of(row);
  if (!time) return refuse(out, row, {}, reasons::not_a_time);
  for (std::size_t i = 1; i < row.fields.size(); ++i) {
    const auto value = trimmed(row.fields[i]);
    if (value.empty()) continue;
    if (i >= streams_.size() || streams_[i].empty()) {
      refuse(out, row, {}, no_name);
      continue;
    }
    ParsedReading reading;
    reading.name = streams_[i];
    reading.time = *time;
    take_value(row, value, std::move(reading), out);
  }
}

void CsvReadings::take_value(const CsvRow& row, std::string_view text, ParsedReading reading,
                             ParsedReadings& out) const {
  if (!read_number(text, reading.number) && !read_not_finite(text, reading.number))
    return refuse(out, row, reading.name, reasons::not_a_number);
  reading.line = static_cast<std::int64_t>(row.line);
  out.readings.push_back(std::move(reading));
}

}  // namespace cunkou::formats
