#pragma once
// Result of a parser: readings before validation. A parser knows neither device nor clock; ingest.hpp
// validates. It keeps the valid part of a batch and lists what it could not read.

#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.hpp"
#include "base/instant.hpp"
#include "base/text.hpp"
#include "sensing/formats/refusal.hpp"

namespace cunkou::formats {

struct ParsedReading {
  std::string name;  // stream name as sent; unused if `stream` is set
  StreamId stream;
  std::optional<Instant> time;  // none: use the server's
  double number = 0;            // may be NaN or infinite: refused by ingest, and counted
  std::string json;             // not empty: the value is this JSON text, not a number
  std::string unit;             // not empty: must match the unit of the stream
  std::int64_t line = 0;        // for the refusal
};

struct ParsedReadings {
  std::vector<ParsedReading> readings;
  std::vector<Refusal> refused;  // without `at`
};

// Reasons of parsers and of ingest.
namespace reasons {
inline const Label not_finite{"不是有限的数值（NaN 或无穷大）", "not a finite number (NaN or infinity)"};
inline const Label not_a_number{"不是数值", "not a number"};
inline const Label no_value{"没有数值", "no value"};
inline const Label not_a_time{"时间无法识别", "the time cannot be read"};
inline const Label not_utf8{"文字不是 UTF-8 编码", "the text is not UTF-8"};
inline const Label too_many_readings{"一次发送的读数太多，请分成几批",
                                     "there are too many readings in one message: send them in parts"};
}  // namespace reasons

}  // namespace cunkou::formats
