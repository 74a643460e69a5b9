#include "base/text.hpp"

#include <algorithm>

#include "base/limits.hpp"

namespace cunkou {
namespace {

bool continues(std::string_view text, std::size_t from, std::size_t count) {
  if (from + count > text.size()) return false;
  return std::all_of(text.begin() + from, text.begin() + from + count,
                     [](char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; });
}

// Length of the character that starts there; 0: invalid UTF-8.
std::size_t character(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned first = byte(at);
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return continues(text, at + 1, 1) ? 2 : 0;
  if (first >= 0xE0 && first <= 0xEF && continues(text, at + 1, 2)) {
    const unsigned second = byte(at + 1);
    const bool overlong = first == 0xE0 && second < 0xA0, surrogate = first == 0xED && second > 0x9F;
    return overlong || surrogate ? 0 : 3;
  }
  if (first >= 0xF0 && first <= 0xF4 && continues(text, at + 1, 3)) {
    const unsigned second = byte(at + 1);
    const bool overlong = first == 0xF0 && second < 0x90, beyond = first == 0xF4 && second > 0x8F;
    return overlong || beyond ? 0 : 4;
  }
  return 0;
}

// U+0000, which PostgreSQL keeps in no text, is replaced as well.
std::string as_utf8(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const auto length = character(text, at);
    const bool is_shown = length > 0 && text[at] != '\0';
    out += is_shown ? text.substr(at, length) : std::string_view("\uFFFD");
    at += std::max<std::size_t>(length, 1);
  }
  return out;
}

bool is_control_character(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

}  // namespace

std::string lower_case(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

bool has_control_characters(std::string_view text) { return std::ranges::any_of(text, is_control_character); }

std::string without_control_characters(std::string text, char replacement) {
  std::ranges::replace_if(text, is_control_character, replacement);
  return text;
}

bool is_utf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto length = character(text, at);
    if (length == 0) return false;
    at += length;
  }
  return true;
}

std::string excerpt(std::string_view text, std::size_t bytes) {
  if (text.size() <= bytes) return as_utf8(text);
  while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xC0) == 0x80) --bytes;
  return as_utf8(text.substr(0, bytes)) + "…";
}

Result<std::string> parse_name(std::string_view text) {
  const auto name = trimmed(text);
  if (name.empty()) return invalid({"请填写名称", "Fill in a name"});
  if (name.size() > limits::name_bytes)
    return invalid({"名称太长，最多约40个字", "The name is too long: 120 bytes at most"});
  if (!is_utf8(name) || has_control_characters(name))
    return invalid({"名称里有不能显示的字符", "The name has characters that cannot be shown"});
  return std::string(name);
}

}  // namespace cunkou
