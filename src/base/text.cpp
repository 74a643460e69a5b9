#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>

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

// Of a character that character() found well-formed.
char32_t code_point(std::string_view bytes) {
  const unsigned first = static_cast<unsigned char>(bytes.front());
  if (bytes.size() == 1) return first;
  char32_t code = first & (0x7FU >> bytes.size());
  for (const char c : bytes.substr(1)) code = code << 6 | (static_cast<unsigned char>(c) & 0x3FU);
  return code;
}

struct CodeRange {
  char32_t first, last;
};

// Unicode 15: what has no shape of its own, changes the direction or ends the line.
constexpr CodeRange hidden[]{
    {0x00, 0x1F},       {0x7F, 0x9F},        // controls
    {0xAD, 0xAD},       {0x34F, 0x34F},      // soft hyphen, grapheme joiner
    {0x61C, 0x61C},     {0x115F, 0x1160},    // Arabic letter mark, Hangul fillers
    {0x17B4, 0x17B5},   {0x180B, 0x180F},    // Khmer vowels, Mongolian selectors
    {0x200B, 0x200F},   {0x2028, 0x202E},    // zero width, marks and overrides of direction, line ends
    {0x2060, 0x206F},   {0x3164, 0x3164},    // word joiner, invisible operators, isolates
    {0xFE00, 0xFE0F},   {0xFEFF, 0xFEFF},    // variation selectors, byte order mark
    {0xFFA0, 0xFFA0},   {0xFFF0, 0xFFFB},    // Hangul filler, annotations
    {0x1BCA0, 0x1BCA3}, {0x1D173, 0x1D17A},  // shorthand and musical format controls
    {0xE0000, 0xE0FFF},                      // tags, variation selectors
};
constexpr CodeRange blanks[]{{0x20, 0x20},     {0xA0, 0xA0},     {0x1680, 0x1680}, {0x2000, 0x200A},
                             {0x202F, 0x202F}, {0x205F, 0x205F}, {0x2800, 0x2800}, {0x3000, 0x3000}};

bool is_in(std::span<const CodeRange> ranges, char32_t code) {
  return std::ranges::any_of(ranges, [&](const auto& one) { return one.first <= code && code <= one.last; });
}

// Only blanks, as far as the text is well-formed.
bool is_blank(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto length = character(text, at);
    if (length == 0 || !is_in(blanks, code_point(text.substr(at, length)))) return false;
    at += length;
  }
  return true;
}

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

std::string escaped(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const auto length = character(text, at);
    const auto shown = text.substr(at, std::max<std::size_t>(length, 1));
    if (length == 0)
      out += fmt::format("\\x{:02x}", static_cast<unsigned char>(shown.front()));
    else if (const auto code = code_point(shown); !is_in(hidden, code))
      out += shown;
    else
      out += code < 0x80 ? fmt::format("\\x{:02x}", static_cast<unsigned>(code))
                         : fmt::format("\\u{{{:x}}}", static_cast<unsigned>(code));
    at += shown.size();
  }
  return out;
}

std::optional<std::string> hidden_character(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto length = character(text, at);
    if (length == 0) return "not UTF-8";
    const auto code = code_point(text.substr(at, length));
    if (is_in(hidden, code)) return fmt::format("U+{:04X}", static_cast<unsigned>(code));
    at += length;
  }
  return {};
}

Result<void> require_visible(std::string_view name) {
  const auto hidden_one = hidden_character(name);
  if (!hidden_one) return {};
  return invalid(format_label("名称里有看不见的字符（{}），请把名称重新打一遍，不要复制粘贴，也不要用表情",
                              "The name has a character that cannot be seen ({}): type the name again "
                              "instead of pasting it, without emoji",
                              *hidden_one));
}

Result<std::string> parse_name(std::string_view text) {
  const auto name = trimmed(text);
  if (is_blank(name)) return invalid({"请填写名称", "Fill in a name"});
  if (name.size() > limits::name_bytes)
    return invalid({"名称太长，最多约40个字", "The name is too long: 120 bytes at most"});
  CUNKOU_TRY(require_visible(name));
  return std::string(name);
}

}  // namespace cunkou
