#pragma once
// Validates and shortens texts that people type.

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

// The first bytes of a received text, for display: UTF-8, with U+FFFD for invalid bytes.
std::string excerpt(std::string_view text, std::size_t bytes = 60);

bool has_control_characters(std::string_view);  // including line breaks

// A name without surrounding blanks. Refuses an empty name, one longer than limits::name_bytes, control
// characters and invalid UTF-8.
Result<std::string> parse_name(std::string_view);

}  // namespace cunkou
