#include "sensing/thingsboard/telemetry.hpp"

#include "sensing/formats/json_value.hpp"
#include "sensing/formats/limits.hpp"
#include "sensing/formats/number.hpp"

namespace cunkou::thingsboard {
namespace {

namespace od = simdjson::ondemand;
using formats::ended;
using formats::ParsedReading;
using formats::ParsedReadings;
using formats::read_number;
using formats::read_value;
using formats::start;
using formats::token;
namespace reasons = formats::reasons;

const Label not_json{"内容不是有效的 JSON", "the message is not valid JSON"};
const Label not_an_object{"这一项不是 {\"名称\":数值} 的样子",
                          "this element is not an object of names and values"};

// Milliseconds since 1970; a quoted number is accepted, as by ThingsBoard.
std::optional<Instant> time_of(std::string_view ts) {
  if (ts.size() > 2 && ts.front() == '"' && ts.back() == '"') ts = ts.substr(1, ts.size() - 2);
  double ms = 0;
  if (!read_number(ts, ms) || ms < 0 || ms > 9e15) return {};
  return Instant{static_cast<std::int64_t>(ms)};
}

struct Telemetry {
  ParsedReadings out;
  bool too_many = false;

  // False: more values than one message may have.
  bool count() {
    too_many = out.readings.size() + out.refused.size() >= formats::limits::batch_readings;
    return !too_many;
  }

  bool take_fields(od::object& object, std::optional<Instant> time) {
    for (auto field : object) {
      std::string_view key;
      if (field.error() || field.unescaped_key().get(key) || !count()) return false;
      ParsedReading reading;
      reading.name = key;
      reading.time = time;
      od::value value = field.value();
      if (!read_value(value, reading)) return false;
      out.readings.push_back(std::move(reading));
    }
    return true;
  }

  bool take_timed(od::object& object, const std::string& ts_text) {
    const auto time = time_of(ts_text);
    for (auto field : object) {
      od::raw_json_string key;
      if (field.error() || field.key().get(key)) return false;
      if (!key.unsafe_is_equal("values")) continue;
      od::object fields;
      if (field.value().get_object().get(fields)) return false;
      if (!(time ? take_fields(fields, time) : refuse_fields(fields, ts_text))) return false;
    }
    return true;
  }

  bool refuse_fields(od::object& fields, const std::string& ts_text) {
    for (auto field : fields) {
      std::string_view key;
      if (field.error() || field.unescaped_key().get(key) || !count()) return false;
      out.refused.push_back({{}, std::string(key), reasons::not_a_time, excerpt(ts_text), 0});
    }
    return true;
  }

  struct Timed {
    std::string ts;       // raw text
    bool values = false;  // "values" exists and is an object
    bool other = false;   // "values" exists and is not an object
  };

  // The timed form has both keys; one of them alone is a stream of that name. Reads in one pass: looking up
  // a field rewinds, which simdjson does not support in malformed text, and its buffer for unescaped keys
  // is sufficient for one pass only, so keys are compared raw.
  static bool read_timed(od::object& object, Timed& timed) {
    for (auto field : object) {
      od::raw_json_string key;
      if (field.error() || field.key().get(key)) return false;
      if (key.unsafe_is_equal("ts") && timed.ts.empty()) {
        od::value ts = field.value();
        timed.ts = token(ts);
      } else if (key.unsafe_is_equal("values")) {
        od::value values = field.value();
        (token(values).starts_with('{') ? timed.values : timed.other) = true;
      }
    }
    return true;
  }

  bool take_object(od::object& object) {
    Timed timed;
    if (!read_timed(object, timed) || object.reset().error()) return false;
    return timed.values && !timed.other && !timed.ts.empty() ? take_timed(object, timed.ts)
                                                             : take_fields(object, {});
  }

  bool refuse_element(od::value& element) {
    const std::string text(token(element));
    ParsedReading reading;
    if (!count() || !read_value(element, reading)) return false;
    out.refused.push_back({{}, {}, not_an_object, excerpt(reading.json.empty() ? text : reading.json), 0});
    return true;
  }

  bool take_element(od::value& element) {
    if (!token(element).starts_with('{')) return refuse_element(element);
    od::object object;
    return !element.get_object().get(object) && take_object(object);
  }

  bool take_list(od::array& list) {
    for (auto element : list) {
      od::value value;
      if (element.get(value) || !take_element(value)) return false;
    }
    return true;
  }

  bool take(od::document& document) {
    od::json_type type;
    if (document.type().get(type)) return false;
    if (type == od::json_type::object) {
      od::object object;
      return !document.get_object().get(object) && take_object(object);
    }
    od::array list;
    return type == od::json_type::array && !document.get_array().get(list) && take_list(list);
  }
};

}  // namespace

Result<ParsedReadings> parse_telemetry(std::string_view payload) {
  const formats::LargeBuffersEnd large_buffers_end;
  od::document document;
  if (start(payload, document)) return invalid(not_json);
  Telemetry telemetry;
  const bool taken = telemetry.take(document);
  if (telemetry.too_many) return Error{Code::too_large, reasons::too_many_readings};
  if (!taken || !ended(document)) return invalid(not_json);
  return std::move(telemetry.out);
}

}  // namespace cunkou::thingsboard
