#include "app/cli/csv_parts.hpp"

#include <algorithm>
#include <utility>

namespace cunkou::app {

CsvParts::CsvParts(CsvReader::Source source, std::size_t bytes)
    : source_(std::move(source)), bytes_(bytes), reader_([this](char* into, std::size_t size) {
        const auto count = source_(into, size);
        raw_.append(into, count);
        return count;
      }) {}

// The bytes of the file up to the end of the last row.
std::string CsvParts::take_raw() {
  const auto count = reader_.bytes_read() - before_;
  auto text = raw_.substr(0, count);
  raw_.erase(0, count);
  before_ += count;
  return text;
}

std::optional<CsvParts::Part> CsvParts::next() {
  CsvRow row;
  if (!header_) {
    reader_.next(row);
    header_ = take_raw();
  }
  bool rows = false;
  while (reader_.bytes_read() - before_ < bytes_ && reader_.next(row)) rows = true;
  if (!rows && std::exchange(any_, true)) return {};
  any_ = true;
  const auto text = take_raw();
  Part part{*header_ + text, lines_};
  lines_ += std::ranges::count(text, '\n');
  return part;
}

}  // namespace cunkou::app
