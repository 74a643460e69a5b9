// Properties of CSV readings: reading in parts gives the same rows as reading at once; valid rows round-trip;
// every row of a long table becomes a reading or a refusal with its line; decoding to UTF-8 in parts gives
// the same valid UTF-8.

#include <algorithm>
#include <string>
#include <vector>

#include "base/charset.hpp"
#include "base/csv.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "fuzz.hpp"
#include "sensing/formats/csv_readings.hpp"

using namespace cunkou;
using fuzz::require;

namespace {

struct Row {
  std::size_t line = 0;
  std::string text;
  std::vector<std::string> fields;
  std::optional<Label> fault;
  friend bool operator==(const Row&, const Row&) = default;
};

CsvReader::Source in_parts(std::string_view text, std::size_t part) {
  return [text, part](char* into, std::size_t size) mutable {
    const auto count = text.copy(into, std::min(size, part));
    text.remove_prefix(count);
    return count;
  };
}

std::vector<Row> rows(CsvReader reader, std::size_t bytes) {
  std::vector<Row> out;
  CsvRow row;
  while (reader.next(row)) {
    require(!row.fault ? !row.fields.empty() : row.fields.size() <= cunkou::limits::csv_fields);
    require(out.empty() || out.back().line < row.line);
    require(reader.bytes_read() <= bytes);
    out.push_back({row.line, std::string(row.text), {row.fields.begin(), row.fields.end()}, row.fault});
  }
  require(reader.bytes_read() == bytes);
  return out;
}

std::string written(const std::vector<Row>& sound) {
  std::string out;
  for (const auto& row : sound) {
    for (std::size_t i = 0; i < row.fields.size(); ++i) {
      out += i > 0 ? ",\"" : "\"";
      for (const char c : row.fields[i]) out.append(c == '"' ? 2 : 1, c);
      out += '"';
    }
    out += "\r\n";
  }
  return out;
}

void write_and_read(std::vector<Row> all) {
  std::erase_if(all, [](const Row& row) {
    // Quotes are bytes of the row, too.
    return row.fault || row.text.size() * 2 + 3 * row.fields.size() > cunkou::limits::csv_row_bytes;
  });
  const auto text = written(all);
  const auto again = rows(CsvReader(std::string_view(text)), text.size());
  require(again.size() == all.size());
  for (std::size_t i = 0; i < all.size(); ++i) require(!again[i].fault && again[i].fields == all[i].fields);
}

struct Counted {
  std::size_t readings = 0, refused = 0;
  friend bool operator==(const Counted&, const Counted&) = default;
};

Counted readings(std::string_view text, std::size_t part) {
  formats::CsvReadings file(text);
  Counted counted;
  if (!file.read_header()) return counted;
  while (!file.ended()) {
    const auto read = file.next(part);
    require(read.readings.size() + read.refused.size() < part + cunkou::limits::csv_fields);
    counted.readings += read.readings.size();
    counted.refused += read.refused.size();
    for (const auto& reading : read.readings) require(reading.time && reading.line > 1);
    for (const auto& refusal : read.refused)
      require(refusal.line > 0 && refusal.reason != Label{} && is_utf8(refusal.stream) &&
              is_utf8(refusal.text));
  }
  return counted;
}

std::string drained(const ByteSource& source) {
  std::string out;
  char buffer[7];
  while (const auto count = source(buffer, sizeof buffer)) out.append(buffer, count);
  return out;
}

std::string decoded(std::string_view text) {
  const auto whole = in_utf8(std::string(text));
  for (const std::size_t part : {std::size_t{1}, std::size_t{7}}) {
    const auto charset = charset_of(in_parts(text, part));
    require(charset.has_value() == whole.has_value());
    if (charset) require(drained(in_utf8(in_parts(text, part), *charset)) == *whole);
  }
  require(!whole || is_utf8(*whole));
  return whole ? *whole : std::string(text);
}

// A wide table gives one reading for each field that is not empty.
bool is_long(std::string_view text) {
  CsvReader reader(text);
  CsvRow row;
  return reader.next(row) && csv_column(row.fields, {"value", "result"});
}

void read(std::string_view text) {
  const auto whole = rows(CsvReader(text), text.size());
  require(rows(CsvReader(in_parts(text, 1)), text.size()) == whole);
  require(rows(CsvReader(in_parts(text, 7)), text.size()) == whole);
  write_and_read(whole);
  const auto counted = readings(text, 1000);
  require(readings(text, 1) == counted);
  if (counted != Counted{} && is_long(text)) require(counted.readings + counted.refused == whole.size() - 1);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::text_of(data, size);
  read(text);
  if (const auto utf8 = decoded(text); utf8 != text) read(utf8);
  return 0;
}
