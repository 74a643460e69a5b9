#pragma once
// Output of commands in one language, that of LC_ALL, LC_MESSAGES or LANG.

#include <fmt/format.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace cunkou::app {

std::string_view terminal_language();  // "zh" if the locale begins so, else "en"

// The half of "中文|English" for the terminal.
std::string localize(std::string_view both);

// The same with {} replaced.
template <class... Args>
std::string localize(std::string_view both, const Args&... args) {
  return fmt::format(fmt::runtime(localize(both)), args...);
}

// "line 6, air_temperature: not a number (warm)"; omits empty parts.
std::string localize_line(std::int64_t line, std::string_view stream, std::string_view reason,
                          std::string_view text);

}  // namespace cunkou::app
