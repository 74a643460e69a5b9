#include "app/terminal.hpp"

#include <cstdlib>

#include "base/error.hpp"

namespace cunkou::app {

std::string_view terminal_language() {
  for (auto variable : {"LC_ALL", "LC_MESSAGES", "LANG"})
    if (const char* value = std::getenv(variable); value && *value)
      return std::string_view(value).starts_with("zh") ? "zh" : "en";
  return "en";
}

std::string say(std::string_view both) { return std::string(in_language(both, terminal_language())); }

std::string say_line(std::int64_t line, std::string_view stream, std::string_view reason,
                     std::string_view text) {
  auto out = say("第 {} 行|line {}", line);
  if (!stream.empty()) out += say("，|, ") + std::string(stream);
  out += say("：|: ") + say(reason);
  if (!text.empty()) out += say("（{}）| ({})", text);
  return out;
}

}  // namespace cunkou::app
