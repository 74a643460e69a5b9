#include "things/csv_readings.hpp"

#include <algorithm>

#include "things/number.hpp"

namespace cunkou::things {
namespace {

constexpr std::string_view too_few = "这一行的列不够|the row has too few columns";

Error missing(std::string_view columns) {
  return invalid("表头缺少一列：" + std::string(columns) +
                 "|the header lacks a column: " + std::string(columns));
}

}  // namespace

Result<void> CsvReadings::read_header() {
  CsvRow row;
  if (!reader_.next(row)) return invalid("文件是空的|the file is empty");
  if (!row.fault.empty()) return invalid(std::string(row.fault));
  const auto stream = csv_column(row.fields, {"stream", "name"});
  const auto utc = csv_column(row.fields, {"time_utc"});
  const auto time = utc ? utc : csv_column(row.fields, {"time", "timestamp"});
  const auto value = csv_column(row.fields, {"value", "result"});
  if (!stream) return missing("stream");
  if (!time) return missing("time");
  if (!value) return missing("value");
  stream_ = *stream;
  time_ = *time;
  value_ = *value;
  utc_ = utc.has_value();
  unit_ = csv_column(row.fields, {"unit"});
  return {};
}

Samples CsvReadings::next(std::size_t rows) {
  Samples out;
  CsvRow row;
  while (rows-- > 0) {
    if (!reader_.next(row)) {
      ended_ = true;
      break;
    }
    take(row, out);
  }
  return out;
}

void CsvReadings::take(const CsvRow& row, Samples& out) const {
  const auto line = static_cast<std::int64_t>(row.line);
  auto refuse = [&](std::string_view stream, std::string_view reason) {
    out.refused.push_back({{}, excerpt(stream, 120), std::string(reason), excerpt(row.text), line});
  };
  if (!row.fault.empty()) return refuse({}, row.fault);
  if (row.fields.size() <= std::max({stream_, time_, value_})) return refuse({}, too_few);
  Sample sample;
  sample.name = trimmed(row.fields[stream_]);
  sample.line = line;
  if (unit_ && *unit_ < row.fields.size()) sample.unit = trimmed(row.fields[*unit_]);
  std::string time_text(trimmed(row.fields[time_]));
  auto time = parse_instant(time_text);
  if (!time && utc_) time = parse_instant(time_text + "Z");
  if (!time) return refuse(sample.name, reasons::not_a_time);
  sample.time = *time;
  const auto value = trimmed(row.fields[value_]);
  if (value.empty()) return refuse(sample.name, reasons::no_value);
  if (!read_number(value, sample.number) && !read_not_finite(value, sample.number))
    return refuse(sample.name, reasons::not_a_number);
  out.samples.push_back(std::move(sample));
}

}  // namespace cunkou::things
