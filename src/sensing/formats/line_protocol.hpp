#pragma once
// InfluxDB line protocol (docs.influxdata.com: line protocol reference), one point a line:
//    measurement,tag=value field=1.5,other=3i,word="text",flag=t 1700000000000000000
// with at most limits::streams_per_device fields. Escapes: "\," "\ " in measurements, also "\=" in tags and
// field keys, "\"" and "\\" in strings. Comments (#) and empty lines are skipped; a string may contain a line
// break.
//
// A pull parser that does not allocate for valid lines: every result is a view into the body. Accepts
// arbitrary bytes.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.hpp"
#include "base/result.hpp"
#include "sensing/formats/refusal.hpp"

namespace cunkou::formats {

enum class Precision { nanoseconds, microseconds, milliseconds, seconds, minutes, hours };
// "ns" "n", "us" "u" "µ", "ms", "s", "m", "h"; empty means nanoseconds.
Result<Precision> parse_precision(std::string_view);

struct LineField {
  enum class Kind : unsigned char { number, boolean, text, bad };
  std::string_view key;    // raw, still escaped
  std::string_view value;  // raw; for a string: without quotes, still escaped
  double number = 0;       // number: may be NaN or infinite; boolean: 0 or 1
  Kind kind = Kind::bad;
};

struct Line {
  std::int64_t number = 0;  // 1, 2, 3 … in the body
  std::string_view series;  // measurement and tags, raw: a cache key
  std::vector<LineField> fields;
  std::optional<Instant> time;
};

class LineReader {
 public:
  LineReader(std::string_view body, Precision precision)
      : at_(body.data()), end_(body.data() + body.size()), precision_(precision) {}

  // Returns the next valid line; false at the end. refused() lists the first few hundred invalid lines,
  // refused_lines() counts all.
  bool next(Line&);
  const std::vector<Refusal>& refused() const { return refused_; }
  std::int64_t refused_lines() const { return refused_lines_; }

 private:
  bool read_series(Line&);
  bool read_fields(Line&);
  std::string_view read_key(std::size_t number);
  bool read_value(LineField&);
  bool read_plain_number(LineField&);
  bool read_time(Line&);
  bool is_time_as_before(Line&);
  bool at_line_end() const { return at_ == end_ || *at_ == '\n' || *at_ == '\r'; }
  void skip_spaces();
  void skip_line();
  bool refuse(const Label& reason, const Line&);

  const char* at_;
  const char* end_;
  const char* line_start_ = nullptr;
  std::vector<std::string_view> keys_;  // of the previous line: the next one mostly has the same …
  std::string_view time_text_;          // … and often the same time, parsed as `time_`
  Instant time_;
  Precision precision_;
  std::int64_t number_ = 0;
  std::vector<Refusal> refused_;
  std::int64_t refused_lines_ = 0;
};

// Name of the stream for a field of a series, for open profiles:
//   cpu,host=a,cpu=cpu0 usage_idle=97.5  ->  "cpu.usage_idle{cpu=cpu0,host=a}"
// Tags are sorted by key, so their order in the line is irrelevant. A field "value" is named after its
// measurement: "t value=21" is the stream "t".
std::string stream_name(std::string_view raw_series, std::string_view raw_field);

// The unescaped measurement of a raw series.
std::string measurement(std::string_view raw_series);

// Unescapes a string value.
std::string unescaped_text(std::string_view raw);

}  // namespace cunkou::formats
