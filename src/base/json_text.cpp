#include "base/json_text.hpp"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <charconv>
#include <cmath>

namespace cunkou {
namespace {

namespace json = boost::json;

// The longest number below 1e21 in fixed notation, or sign, 17 digits, point and exponent.
constexpr std::size_t number_bytes_max = 40;

template <class Number, class... Format>
void append_number(std::string& out, Number n, Format... format) {
  char text[number_bytes_max];
  const auto end = std::to_chars(text, text + sizeof text, n, format...).ptr;
  out.append(text, end);
}

void append(std::string& out, double n) {
  if (!std::isfinite(n))
    out += "null";
  else if (n == 0)
    out += '0';
  else if (const auto size = std::abs(n); size >= 1e-6 && size < 1e21)
    append_number(out, n, std::chars_format::fixed);
  else
    append_number(out, n, std::chars_format::scientific);
}

bool needs_no_escape(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x20 && byte != '"' && byte != '\\' && byte != 0x7f;
}

void append(std::string& out, std::string_view text) {
  if (!std::all_of(text.begin(), text.end(), needs_no_escape)) {
    out += json::serialize(json::string(text));
    return;
  }
  out += '"';
  out += text;
  out += '"';
}

void append(std::string& out, const json::value& value);

void append(std::string& out, const json::array& array) {
  out += '[';
  for (const auto& item : array) {
    if (&item != array.data()) out += ',';
    append(out, item);
  }
  out += ']';
}

void append(std::string& out, const json::object& object) {
  out += '{';
  for (const auto& [key, item] : object) {
    if (out.back() != '{') out += ',';
    append(out, std::string_view(key));
    out += ':';
    append(out, item);
  }
  out += '}';
}

void append(std::string& out, const json::value& value) {
  switch (value.kind()) {
    case json::kind::null:
      out += "null";
      break;
    case json::kind::bool_:
      out += value.get_bool() ? "true" : "false";
      break;
    case json::kind::int64:
      append_number(out, value.get_int64());
      break;
    case json::kind::uint64:
      append_number(out, value.get_uint64());
      break;
    case json::kind::double_:
      append(out, value.get_double());
      break;
    case json::kind::string:
      append(out, std::string_view(value.get_string()));
      break;
    case json::kind::array:
      append(out, value.get_array());
      break;
    case json::kind::object:
      append(out, value.get_object());
      break;
  }
}

}  // namespace

std::string number_text(double n) {
  std::string out;
  append(out, n);
  return out;
}

std::string json_text(const json::value& value) {
  std::string out;
  append(out, value);
  return out;
}

}  // namespace cunkou
