#pragma once
// Output of commands in one language, that of LC_ALL, LC_MESSAGES or LANG.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/label.hpp"

namespace cunkou::app {

std::string_view terminal_language();  // "zh" if the locale begins so, else "en"

// The text in the terminal's language.
std::string localize(const Label&);

// The same of format_label().
template <class... Args>
std::string localize(fmt::format_string<const Args&...> zh, fmt::format_string<const Args&...> en,
                     const Args&... args) {
  return localize(format_label(zh, en, args...));
}

// "line 6, air_temperature: not a number (warm)"; omits empty parts.
std::string localize_line(std::int64_t line, std::string_view stream, const Label& reason,
                          std::string_view text);

}  // namespace cunkou::app
