// Properties of ThingsBoard telemetry and attributes: parsed values round-trip; no value of a well-formed
// message is lost without a refusal; an attribute is JSON.

#include <bit>
#include <boost/json.hpp>
#include <cmath>
#include <optional>
#include <string>

#include "base/json_text.hpp"
#include "base/text.hpp"
#include "fuzz.hpp"
#include "sensing/ingest/testing/memory_ingest.hpp"
#include "sensing/thingsboard/attributes.hpp"
#include "sensing/thingsboard/telemetry.hpp"

using namespace cunkou;
using fuzz::require;

namespace {

namespace json = boost::json;

std::optional<json::value> as_json(std::string_view text) {
  boost::system::error_code error;
  auto value = json::parse(text, error);
  if (error) return {};
  return value;
}

std::string quoted(const std::string& text) { return json::serialize(json::string(text)); }

std::string number(double n) {
  if (std::isnan(n)) return "NaN";
  if (std::isinf(n)) return n < 0 ? "-Infinity" : "Infinity";
  return std::signbit(n) && n == 0 ? "-0" : number_text(n);
}

std::string written(const formats::ParsedReadings& readings) {
  std::string out = "[";
  for (const auto& reading : readings.readings) {
    if (out.size() > 1) out += ',';
    if (reading.time) out += R"({"ts":)" + std::to_string(reading.time->ms) + R"(,"values":)";
    out += "{" + quoted(reading.name) + ":" + (reading.json.empty() ? number(reading.number) : reading.json) +
           "}";
    if (reading.time) out += '}';
  }
  return out + "]";
}

bool same(const formats::ParsedReading& a, const formats::ParsedReading& b) {
  return a.name == b.name && a.time == b.time && a.json == b.json &&
         (std::bit_cast<std::uint64_t>(a.number) == std::bit_cast<std::uint64_t>(b.number) ||
          (std::isnan(a.number) && std::isnan(b.number)));
}

// A flat {"ts":…} is a stream "ts", the timed form is not: both are parsed as written.
void read_again(const formats::ParsedReadings& readings) {
  const auto again = thingsboard::parse_telemetry(written(readings));
  require(again.has_value() && again->refused.empty() && again->readings.size() == readings.readings.size());
  for (std::size_t i = 0; i < readings.readings.size(); ++i)
    require(same(again->readings[i], readings.readings[i]));
}

// Least number of values in a well-formed message (equal names in one object count as one).
std::optional<std::size_t> values_given(const json::value& message) {
  if (const auto* object = message.if_object()) {
    const auto* ts = object->if_contains("ts");
    const auto* values = object->if_contains("values");
    return ts && values && values->is_object() ? values->as_object().size() : object->size();
  }
  if (!message.is_array()) return {};
  std::size_t sum = 0;
  for (const auto& one : message.as_array()) {
    sum += one.is_object() ? *values_given(one) : 1;  // refused
  }
  return sum;
}

void check_ingest(std::string_view text, std::int64_t given, bool open) {
  ingest::testing::MemoryIngest memory_ingest;
  memory_ingest.ingest.take_telemetry(
      open ? memory_ingest.open_entry() : memory_ingest.fixed_entry(), text, memory_ingest.now,
      [&](const Result<ingest::Report>& report) {
        require(report.has_value());
        require(report->added + report->equal + report->replaced + report->refused +
                    std::ssize(memory_ingest.states) ==
                given);
        for (const auto& refusal : report->refusals)
          require(refusal.reason != Label{} && is_utf8(refusal.stream) && is_utf8(refusal.text));
      });
  for (const auto& state : memory_ingest.states) require(state.actuator.empty() || state.actuator == "vent");
  for (const auto& [key, result] : memory_ingest.memory.texts) require(as_json(result).has_value());
}

void try_telemetry(std::string_view text, const std::optional<json::value>& reference) {
  const auto readings = thingsboard::parse_telemetry(text);
  // A name with an escape is not checked for "ts" and "values".
  const bool plain = text.find("\\u") == text.npos;
  const auto least = reference && plain ? values_given(*reference) : std::nullopt;
  if (least) require(readings.has_value());
  if (!readings) return;
  const auto given = readings->readings.size() + readings->refused.size();
  if (least) require(given >= *least);
  read_again(*readings);
  for (bool open : {false, true}) check_ingest(text, static_cast<std::int64_t>(given), open);
}

void try_attributes(std::string_view text) {
  const auto attributes = thingsboard::parse_attributes(text);
  if (!attributes) return;
  std::string again = "{";
  for (const auto& attribute : *attributes) {
    require(as_json(attribute.json).has_value());
    again += (again.size() > 1 ? "," : "") + quoted(attribute.name) + ":" + attribute.json;
  }
  const auto read = thingsboard::parse_attributes(again + "}");
  require(read.has_value() && read->size() == attributes->size());
  for (std::size_t i = 0; i < read->size(); ++i)
    require((*read)[i].name == (*attributes)[i].name && (*read)[i].json == (*attributes)[i].json);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::text_of(data, size);
  try_telemetry(text, as_json(text));
  try_attributes(text);
  return 0;
}
