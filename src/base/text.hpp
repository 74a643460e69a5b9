#pragma once
// Validates and shortens texts that people type.

#include <charconv>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace cunkou {

bool is_utf8(std::string_view);  // well-formed: no overlong forms, no surrogates (RFC 3629)

// The text without the characters of `blanks` at both ends.
constexpr std::string_view trimmed(std::string_view text, std::string_view blanks = " \t\r\n") {
  while (!text.empty() && blanks.find(text.front()) != blanks.npos) text.remove_prefix(1);
  while (!text.empty() && blanks.find(text.back()) != blanks.npos) text.remove_suffix(1);
  return text;
}

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string lower_case(std::string_view);  // of ASCII letters; others stay

// The number that is the whole text, without blanks or a plus sign; nullopt for any other text, and for a
// number that T does not hold.
template <class T>
std::optional<T> parse_number(std::string_view text) {
  T number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return {};
  return number;
}

// The first bytes of a received text, for display: UTF-8, with U+FFFD for invalid bytes.
std::string excerpt(std::string_view text, std::size_t bytes = 60);

bool has_control_characters(std::string_view);  // including line breaks
std::string without_control_characters(std::string text, char replacement);

// A received text for a log or a terminal: control characters, line ends, characters that are invisible or
// change the direction, and bytes that are not UTF-8 become \x1b or \u{202e}.
std::string escaped(std::string_view);

// The first character that has no shape, changes the direction or ends the line, as "U+202E"; "not UTF-8" for
// an invalid byte. Variation selectors are among them, and with them some emoji: two names that look alike
// must not differ.
std::optional<std::string> hidden_character(std::string_view);
Result<void> require_visible(std::string_view name);  // refuses a name with one

// A name without surrounding blanks. Refuses one that is empty or has only blanks (also of Unicode), one
// longer than limits::name_bytes, and what require_visible() refuses.
Result<std::string> parse_name(std::string_view);

}  // namespace cunkou
