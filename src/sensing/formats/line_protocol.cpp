#include "sensing/formats/line_protocol.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "base/text.hpp"
#include "sensing/formats/limits.hpp"
#include "sensing/formats/number.hpp"
#include "sensing/formats/parsed_reading.hpp"

namespace cunkou::formats {
namespace {

constexpr std::size_t refusals_listed = 200;

const Label no_fields{"这一行没有字段", "the line has no fields"};
const Label no_measurement{"这一行没有名称", "the line has no measurement"};
const Label bad_field{"字段要写成 名称=数值", "a field must be written as name=value"};
const Label open_quote{"引号没有结束", "a quote is not closed"};
const Label too_many_fields{"这一行的字段太多", "the line has too many fields"};
const Label bad_tags{"标签要写成 名称=内容", "a tag must be written as name=value"};

// Characters that end a part of a line. A backslash escapes the next character.
enum Stop : unsigned char { in_series = 1, in_key = 2, in_value = 4 };

constexpr auto stops = [] {
  std::array<unsigned char, 256> table{};
  for (const unsigned char c : {' ', '\n', ',', '\\'}) table[c] |= in_series | in_key;
  for (const unsigned char c : {' ', '\n', ',', '\r'}) table[c] |= in_value;
  table['='] |= in_key;
  return table;
}();

const char* go_to(Stop stop, const char* at, const char* end) {
  while (at != end && (stops[static_cast<unsigned char>(*at)] & stop) == 0) ++at;
  return at;
}

// Position of the first unescaped `wanted` in raw text; npos if none.
std::size_t find_unescaped(std::string_view text, char wanted, std::size_t from = 0) {
  for (std::size_t i = from; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == wanted) {
      return i;
    }
  }
  return std::string_view::npos;
}

bool tags_are_well_formed(std::string_view series) {
  auto comma = find_unescaped(series, ',');
  while (comma != series.npos) {
    const auto next = find_unescaped(series, ',', comma + 1);
    const auto tag = series.substr(comma + 1, next == series.npos ? next : next - comma - 1);
    const auto equals = find_unescaped(tag, '=');
    if (equals == tag.npos || equals == 0 || equals + 1 == tag.size()) return false;
    comma = next;
  }
  return true;
}

// "\ " becomes a space; other escapes stay, so that different series keep different names.
void append_readable(std::string& out, std::string_view raw) {
  for (std::size_t i = 0; i < raw.size(); ++i) {
    if (raw[i] == '\\' && i + 1 < raw.size()) {
      if (raw[i + 1] != ' ') out += '\\';
      ++i;
    }
    out += raw[i];
  }
}

std::optional<bool> as_boolean(std::string_view word) {
  for (auto yes : {"t", "T", "true", "True", "TRUE"})
    if (word == yes) return true;
  for (auto no : {"f", "F", "false", "False", "FALSE"})
    if (word == no) return false;
  return {};
}

template <class Integer>
bool read_integer(std::string_view digits, double& number) {
  const auto whole = parse_number<Integer>(digits);
  if (whole) number = static_cast<double>(*whole);
  return whole.has_value();
}

void classify(LineField& field) {
  using Kind = LineField::Kind;
  const auto text = field.value;
  if (read_number(text, field.number)) {
    field.kind = Kind::number;
    return;
  }
  const char last = text.empty() ? '\0' : text.back();
  const auto head = text.substr(0, text.size() - (text.empty() ? 0 : 1));
  if ((last == 'i' && read_integer<std::int64_t>(head, field.number)) ||
      (last == 'u' && read_integer<std::uint64_t>(head, field.number)) ||
      read_not_finite(text, field.number)) {
    field.kind = Kind::number;
  } else if (auto boolean = as_boolean(text)) {
    field.kind = Kind::boolean;
    field.number = *boolean ? 1 : 0;
  } else {
    field.kind = Kind::bad;
  }
}

std::int64_t to_ms(std::int64_t count, Precision precision, bool& overflow) {
  constexpr std::int64_t times[] = {0, 0, 1, 1000, 60'000, 3'600'000};
  auto floor_div = [](std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); };
  if (precision == Precision::nanoseconds) return floor_div(count, 1'000'000);
  if (precision == Precision::microseconds) return floor_div(count, 1000);
  std::int64_t ms = 0;
  overflow = __builtin_mul_overflow(count, times[static_cast<int>(precision)], &ms);
  return ms;
}

}  // namespace

Result<Precision> parse_precision(std::string_view text) {
  if (text.empty() || text == "ns" || text == "n") return Precision::nanoseconds;
  if (text == "us" || text == "u" || text == "µ") return Precision::microseconds;
  if (text == "ms") return Precision::milliseconds;
  if (text == "s") return Precision::seconds;
  if (text == "m") return Precision::minutes;
  if (text == "h") return Precision::hours;
  return invalid({"precision 要写成 ns、us、ms 或 s", "precision must be ns, us, ms or s"});
}

void LineReader::skip_spaces() {
  while (at_ != end_ && *at_ == ' ') ++at_;
}

void LineReader::skip_line() {
  const void* feed = std::memchr(at_, '\n', static_cast<std::size_t>(end_ - at_));
  at_ = feed ? static_cast<const char*>(feed) + 1 : end_;
}

bool LineReader::refuse(const Label& reason, const Line& line) {
  ++refused_lines_;
  skip_line();
  if (refused_.size() < refusals_listed) {
    std::string_view text(line_start_, static_cast<std::size_t>(at_ - line_start_));
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.remove_suffix(1);
    refused_.push_back({{}, excerpt(line.series), reason, excerpt(text), line.number});
  }
  return false;
}

bool LineReader::next(Line& line) {
  while (at_ != end_) {
    ++number_;
    line_start_ = at_;
    while (at_ != end_ && (*at_ == ' ' || *at_ == '\r')) ++at_;
    if (at_line_end() || *at_ == '#') {
      skip_line();
      continue;
    }
    line.number = number_;
    line.series = {};
    line.fields.clear();
    line.time.reset();
    if (!read_series(line) || !read_fields(line) || !read_time(line)) continue;
    return true;
  }
  return false;
}

bool LineReader::read_series(Line& line) {
  const char* const start = at_;
  bool tagged = false;
  for (; (at_ = go_to(in_series, at_, end_)) != end_ && *at_ != ' ' && *at_ != '\n'; ++at_) {
    if (*at_ == ',')
      tagged = true;
    else if (at_ + 1 != end_ && at_[1] != '\n')
      ++at_;
  }
  line.series = {start, static_cast<std::size_t>(at_ - start)};
  if (at_ == end_ || *at_ == '\n') return refuse(no_fields, line);
  if (*start == ',') return refuse(no_measurement, line);
  // Invalid tags surface when the stream name is built; this check is cheap and runs on first use only.
  if (tagged && line.series.back() == ',') return refuse(bad_tags, line);
  skip_spaces();
  if (at_line_end()) return refuse(no_fields, line);
  return true;
}

bool LineReader::read_fields(Line& line) {
  while (true) {
    LineField& field = line.fields.emplace_back();
    field.key = read_key(line.fields.size() - 1);
    if (at_ == end_ || *at_ != '=' || field.key.empty()) return refuse(bad_field, line);
    ++at_;
    if (!read_value(field)) return refuse(open_quote, line);
    if (line.fields.size() > limits::streams_per_device) return refuse(too_many_fields, line);
    if (at_ == end_ || *at_ != ',') break;
    ++at_;
  }
  if (!at_line_end() && *at_ != ' ') return refuse(bad_field, line);
  return true;
}

std::string_view LineReader::read_key(std::size_t number) {
  const char* const start = at_;
  if (number == keys_.size()) keys_.emplace_back();
  auto& before = keys_[number];
  const auto left = static_cast<std::size_t>(end_ - at_);
  if (!before.empty() && left > before.size() && at_[before.size()] == '=' &&
      std::memcmp(at_, before.data(), before.size()) == 0) {
    at_ += before.size();
    return {start, before.size()};
  }
  while ((at_ = go_to(in_key, at_, end_)) != end_ && *at_ == '\\') {
    if (at_ + 1 != end_ && at_[1] != '\n') ++at_;
    ++at_;
  }
  const std::string_view key(start, static_cast<std::size_t>(at_ - start));
  if (at_ != end_ && *at_ == '=') before = key;
  return key;
}

bool LineReader::read_value(LineField& field) {
  if (at_ != end_ && *at_ == '"') {
    const char* const text = ++at_;
    const auto number = number_;
    while (at_ != end_ && *at_ != '"') {
      if (*at_ == '\\' && at_ + 1 != end_) ++at_;
      if (*at_ == '\n') ++number_;
      ++at_;
    }
    if (at_ == end_) {
      at_ = text;  // what looked like a string was an invalid line: read the next one again
      number_ = number;
      return false;
    }
    field.value = {text, static_cast<std::size_t>(at_ - text)};
    field.kind = LineField::Kind::text;
    ++at_;
    return true;
  }
  if (read_plain_number(field)) return true;
  const char* const text = at_;
  at_ = go_to(in_value, at_, end_);
  field.value = {text, static_cast<std::size_t>(at_ - text)};
  classify(field);
  return true;
}

// The common case, in one pass: a few digits, optionally a sign and a point. Gives the same result as
// read_number.
bool LineReader::read_plain_number(LineField& field) {
  constexpr std::ptrdiff_t digits_max = 15;  // below 2^53, so that one division rounds correctly
  const char* at = at_;
  const bool minus = at != end_ && *at == '-';
  if (minus) ++at;
  const char* const first = at;
  std::uint64_t mantissa = 0;
  for (; at != end_ && is_digit(*at); ++at) mantissa = mantissa * 10 + static_cast<unsigned>(*at - '0');
  std::ptrdiff_t digits = at - first, decimals = 0;
  if (at != end_ && *at == '.') {
    const char* const point = at++;
    for (; at != end_ && is_digit(*at); ++at) mantissa = mantissa * 10 + static_cast<unsigned>(*at - '0');
    decimals = at - point - 1;
    digits += decimals;
  }
  if (digits == 0 || digits > digits_max) return false;
  if (at != end_ && (stops[static_cast<unsigned char>(*at)] & in_value) == 0) return false;
  field.number = static_cast<double>(mantissa) / detail::powers_of_ten[decimals];
  if (minus) field.number = -field.number;
  field.kind = LineField::Kind::number;
  field.value = {at_, static_cast<std::size_t>(at - at_)};
  at_ = at;
  return true;
}

// Loggers and Telegraf send many lines with the same time.
bool LineReader::is_time_as_before(Line& line) {
  const auto left = static_cast<std::size_t>(end_ - at_);
  const auto n = time_text_.size();
  if (n == 0 || left <= n || at_[n] != '\n' || std::memcmp(at_, time_text_.data(), n) != 0) return false;
  at_ += n + 1;
  line.time = time_;
  return true;
}

bool LineReader::read_time(Line& line) {
  skip_spaces();
  if (is_time_as_before(line)) return true;
  const char* const start = at_;
  if (at_ != end_ && *at_ == '-') ++at_;
  std::uint64_t digits = 0;
  const char* const first = at_;
  while (at_ != end_ && is_digit(*at_)) digits = digits * 10 + static_cast<unsigned>(*at_++ - '0');
  const auto length = at_ - first;
  const bool present = at_ != start;
  const std::string_view text(start, static_cast<std::size_t>(at_ - start));
  if (present && (length == 0 || length > 19 || digits > std::uint64_t{9'223'372'036'854'775'807})) {
    return refuse(reasons::not_a_time, line);
  }
  skip_spaces();
  if (at_ != end_ && *at_ == '\r') ++at_;
  if (at_ != end_ && *at_ != '\n') return refuse(reasons::not_a_time, line);
  if (at_ != end_) ++at_;
  if (!present) return true;
  bool overflow = false;
  const auto count = static_cast<std::int64_t>(digits);
  const auto ms = to_ms(*start == '-' ? -count : count, precision_, overflow);
  if (overflow) {
    at_ = at_ == line_start_ ? at_ : at_ - 1;
    return refuse(reasons::not_a_time, line);
  }
  line.time = time_ = Instant{ms};
  time_text_ = text;
  return true;
}

std::string measurement(std::string_view raw_series) {
  std::string out;
  append_readable(out, raw_series.substr(0, find_unescaped(raw_series, ',')));
  return out;
}

std::string stream_name(std::string_view raw_series, std::string_view raw_field) {
  std::string out = measurement(raw_series);
  if (raw_field != "value") {
    out += '.';
    append_readable(out, raw_field);
  }
  if (!tags_are_well_formed(raw_series)) return {};
  std::vector<std::string_view> tags;
  for (auto comma = find_unescaped(raw_series, ','); comma != raw_series.npos;) {
    const auto next = find_unescaped(raw_series, ',', comma + 1);
    tags.push_back(raw_series.substr(comma + 1, next == raw_series.npos ? next : next - comma - 1));
    comma = next;
  }
  if (tags.empty()) return out;
  std::ranges::sort(tags);
  char before = '{';
  for (auto tag : tags) {
    out += before;
    append_readable(out, tag);
    before = ',';
  }
  return out += '}';
}

std::string unescaped_text(std::string_view raw) {
  std::string out;
  out.reserve(raw.size());
  for (std::size_t i = 0; i < raw.size(); ++i) {
    if (raw[i] == '\\' && i + 1 < raw.size() && (raw[i + 1] == '"' || raw[i + 1] == '\\')) ++i;
    out += raw[i];
  }
  return out;
}

}  // namespace cunkou::formats
