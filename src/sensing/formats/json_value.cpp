#include "sensing/formats/json_value.hpp"

#include <boost/json/parse.hpp>

#include "base/text.hpp"
#include "sensing/formats/number.hpp"

namespace cunkou::formats {
namespace {

bool read_string(value& from, std::string_view raw, ParsedReading& into) {
  std::string_view text;
  if (from.get_string().get(text)) return false;
  if (!read_not_finite(text, into.number)) into.json = raw;
  return true;
}

bool read_word(std::string_view word, ParsedReading& into) {
  if (word == "true" || word == "false" || word == "null") {
    into.json = word;
    return true;
  }
  return read_not_finite(word, into.number);
}

constexpr std::size_t kept_bytes = 1 << 20;

struct Parsing {
  simdjson::ondemand::parser parser;  // takes six times as much as the text
  std::string buffer;
};
thread_local Parsing parsing;

}  // namespace

simdjson::error_code start(std::string_view text, simdjson::ondemand::document& document) {
  auto& [parser, buffer] = parsing;
  buffer.reserve(text.size() + simdjson::SIMDJSON_PADDING);
  buffer.assign(text);
  return parser.iterate(simdjson::padded_string_view(buffer.data(), buffer.size(), buffer.capacity()))
      .get(document);
}

LargeBuffersEnd::~LargeBuffersEnd() {
  if (parsing.buffer.capacity() > kept_bytes) {
    parsing.parser = simdjson::ondemand::parser();
    std::string().swap(parsing.buffer);
  }
}

bool ended(simdjson::ondemand::document& document) {
  return document.current_location().error() == simdjson::OUT_OF_BOUNDS;
}

bool is_json(std::string_view text) {
  boost::system::error_code error;
  boost::json::parse(text, error);
  return !error;
}

std::string_view token(value& from) { return trimmed(from.raw_json_token()); }

std::string raw_text(value& from) {
  const auto first = token(from);
  if (first.empty()) return {};
  if (first[0] != '{' && first[0] != '[') return is_json(first) ? std::string(first) : std::string();
  std::string_view raw;
  if (first[0] == '{') {
    simdjson::ondemand::object object;
    if (from.get_object().get(object) || object.raw_json().get(raw)) return {};
  } else {
    simdjson::ondemand::array array;
    if (from.get_array().get(array) || array.raw_json().get(raw)) return {};
  }
  return is_json(raw) ? std::string(trimmed(raw)) : std::string();
}

bool read_value(value& from, ParsedReading& into) {
  const auto text = token(from);
  if (text.empty()) return false;
  if (text[0] == '"') return read_string(from, text, into);
  if (text[0] == '{' || text[0] == '[') return !(into.json = raw_text(from)).empty();
  return read_number(text, into.number) || read_word(text, into);
}

}  // namespace cunkou::formats
