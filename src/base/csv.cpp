#include "base/csv.hpp"

#include <algorithm>
#include <cctype>
#include <set>

#include "base/limits.hpp"
#include "base/text.hpp"

namespace cunkou {
namespace {

constexpr std::size_t read_bytes = 64 * 1024;
const Label too_long{"这一行太长", "The row is too long"};
const Label too_many{"这一行的列太多", "The row has too many columns"};
const Label quote_inside{"引号的位置不对：带引号的一格要整格加引号",
                         "A quote is inside a field: quote the whole field"};
const Label quote_open{"引号没有成对", "A quote is not closed"};

std::string_view without_cr(std::string_view line) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

// The separator of a first line; ignores quoted text.
char separator_of(std::string_view line) {
  constexpr std::string_view separators = ",;\t";
  std::size_t counts[separators.size()] = {};
  bool is_quoted = false;
  for (const char c : line) {
    if (c == '"') is_quoted = !is_quoted;
    if (const auto i = separators.find(c); i != separators.npos && !is_quoted) ++counts[i];
  }
  return separators[static_cast<std::size_t>(std::max_element(counts, std::end(counts)) - counts)];
}

CsvReader::Source from(std::string_view whole) {
  return [whole](char* into, std::size_t size) mutable {
    size = whole.copy(into, size);
    whole.remove_prefix(size);
    return size;
  };
}

}  // namespace

CsvReader::CsvReader(Source source) : source_(std::move(source)) { skip_byte_order_mark(); }
CsvReader::CsvReader(std::string_view whole) : CsvReader(from(whole)) {}

bool CsvReader::fill() {
  if (ended_) return false;
  if (at_ > 0) {
    std::memmove(buffer_.data(), buffer_.data() + at_, filled_ - at_);
    filled_ -= at_;
    at_ = 0;
  }
  if (buffer_.size() < filled_ + read_bytes) buffer_.resize(filled_ + read_bytes);
  const auto count = source_(buffer_.data() + filled_, buffer_.size() - filled_);
  filled_ += count;
  ended_ = count == 0;
  return !ended_;
}

void CsvReader::skip_byte_order_mark() {
  while (filled_ < 3 && fill()) {
  }
  if (std::string_view(buffer_.data(), filled_).starts_with("\xEF\xBB\xBF")) at_ = consumed_ = 3;
}

// Length of the line that starts at at_, without its line feed; nullopt if it exceeds the limit.
std::optional<std::size_t> CsvReader::line_end() {
  std::size_t searched = 0;
  while (true) {
    const char* start = buffer_.data() + at_;
    if (auto* found = static_cast<const char*>(std::memchr(start + searched, '\n', filled_ - at_ - searched)))
      return found - start;
    searched = filled_ - at_;
    if (searched > limits::csv_row_bytes) return std::nullopt;
    if (!fill()) return filled_ - at_;
  }
}

bool CsvReader::next(CsvRow& row) {
  while (true) {
    if (at_ == filled_ && !fill()) return false;
    if (read_row(row)) return true;
  }
}

// False for a blank line.
bool CsvReader::read_row(CsvRow& row) {
  row.fields.clear();
  row.fault.reset();
  row.line = line_;
  const auto end = line_end();
  if (!end || *end > limits::csv_row_bytes) {
    row.text = {};
    row.fault = too_long;
    skip_long_line();
    return true;
  }
  std::string_view line(buffer_.data() + at_, *end);
  if (separator_ == '\0' && !trimmed(line).empty()) separator_ = separator_of(line);
  if (line.find('"') != line.npos) {
    read_quoted(row, *end);
    return true;
  }
  line = without_cr(line);
  row.text = line;
  take(row, *end);
  if (trimmed(line).empty()) return false;
  while (row.fields.size() < limits::csv_fields) {
    const auto end_of_field = line.find(separator_);
    row.fields.push_back(line.substr(0, end_of_field));
    if (end_of_field == line.npos) return true;
    line.remove_prefix(end_of_field + 1);
  }
  row.fault = too_many;
  return true;
}

// Consumes `end` bytes and the line break that follows. Leaves the buffer unchanged, since the row's views
// refer to it.
void CsvReader::take(CsvRow&, std::size_t end) {
  const auto stop = std::min(at_ + end + 1, filled_);
  line_ += std::count(buffer_.data() + at_, buffer_.data() + stop, '\n');
  consumed_ += stop - at_;
  at_ = stop;
}

void CsvReader::skip_long_line() {
  while (true) {
    const char* start = buffer_.data() + at_;
    const auto* found = static_cast<const char*>(std::memchr(start, '\n', filled_ - at_));
    const std::size_t count = found ? found - start + 1 : filled_ - at_;
    at_ += count;
    consumed_ += count;
    if (found) ++line_;
    if (found || !fill()) return;
  }
}

// Length of the row with quotes that starts at at_, possibly of several lines; nullopt if a quote is not
// closed.
std::optional<std::size_t> CsvReader::quoted_end() {
  bool quoted = false;
  for (std::size_t i = 0;; ++i) {
    if (i > limits::csv_row_bytes) return std::nullopt;
    if (at_ + i == filled_ && !fill()) return quoted ? std::nullopt : std::optional(i);
    const char c = buffer_[at_ + i];
    if (c == '"') quoted = !quoted;
    if (c == '\n' && !quoted) return i;
  }
}

void CsvReader::refuse(CsvRow& row, const Label& fault, std::size_t end) {
  row.fields.clear();
  row.fault = fault;
  row.text = without_cr({buffer_.data() + at_, end});
  take(row, end);
}

void CsvReader::read_quoted(CsvRow& row, std::size_t first_line_end) {
  const auto whole = quoted_end();
  if (!whole) return refuse(row, quote_open, first_line_end);
  const auto text = without_cr({buffer_.data() + at_, *whole});
  unescaped_.clear();
  unescaped_.reserve(text.size());  // reallocation would invalidate the views
  for (auto rest = text;;) {
    if (row.fields.size() == limits::csv_fields) return refuse(row, too_many, *whole);
    if (!rest.starts_with('"')) {
      const auto field = rest.substr(0, rest.find(separator_));
      if (field.find('"') != field.npos) return refuse(row, quote_inside, first_line_end);
      row.fields.push_back(field);
      rest.remove_prefix(field.size());
    } else {
      const auto start = unescaped_.size();
      std::size_t i = 1;
      for (; i < rest.size(); ++i) {
        if (rest[i] == '"' && !(i + 1 < rest.size() && rest[i + 1] == '"')) break;
        if (rest[i] == '"') ++i;
        unescaped_ += rest[i];
      }
      if (i == rest.size()) return refuse(row, quote_open, first_line_end);
      row.fields.push_back(std::string_view(unescaped_).substr(start));
      rest.remove_prefix(i + 1);
      if (!rest.empty() && !rest.starts_with(separator_)) return refuse(row, quote_inside, first_line_end);
    }
    if (rest.empty()) break;
    rest.remove_prefix(1);
  }
  row.text = text;
  take(row, *whole);
}

std::optional<std::size_t> csv_column(std::span<const std::string_view> header,
                                      std::initializer_list<std::string_view> names) {
  const auto same = [](std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
  };
  for (std::size_t i = 0; i < header.size(); ++i)
    if (std::any_of(names.begin(), names.end(), [&](auto name) { return same(trimmed(header[i]), name); }))
      return i;
  return std::nullopt;
}

Result<void> refuse_repeated_column(std::span<const std::string_view> header) {
  std::set<std::string_view> names;
  for (const auto field : header)
    if (const auto name = trimmed(field); !name.empty() && !names.insert(name).second)
      return invalid(format_label("表头里有两列「{}」，请去掉一列或改名",
                                  "the header has two columns \"{}\": remove or rename one", excerpt(name)));
  return {};
}

}  // namespace cunkou
