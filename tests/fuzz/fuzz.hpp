#pragma once
// Helpers of the fuzz targets.

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <utility>

namespace cunkou::fuzz {

// Asserts a property; a violation is a finding.
inline void require(bool good, int line = __builtin_LINE()) {
  if (good) return;
  std::fprintf(stderr, "the property in line %d does not hold\n", line);
  std::abort();
}

inline std::string_view text_of(const std::uint8_t* bytes, std::size_t size) {
  return {reinterpret_cast<const char*>(bytes), size};
}

// The text before the first `end`, and the text after it.
inline std::pair<std::string_view, std::string_view> cut(std::string_view text, char end = '\n') {
  const auto at = text.find(end);
  if (at == text.npos) return {text, {}};
  return {text.substr(0, at), text.substr(at + 1)};
}

}  // namespace cunkou::fuzz
