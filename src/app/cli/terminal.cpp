#include "app/cli/terminal.hpp"

#include <cstdlib>

#include "base/text.hpp"

namespace cunkou::app {

std::string_view terminal_language() {
  for (auto variable : {"LC_ALL", "LC_MESSAGES", "LANG"})
    if (const char* value = std::getenv(variable); value && *value)
      return std::string_view(value).starts_with("zh") ? "zh" : "en";
  return "en";
}

std::string localize(const Label& label) { return std::string(label.in(terminal_language())); }

std::string localize_line(std::int64_t line, std::string_view stream, const Label& reason,
                          std::string_view text) {
  auto out = localize("第 {} 行", "line {}", line);
  if (!stream.empty()) out += localize("，", ", ") + escaped(stream);
  out += localize("：", ": ") + localize(reason);
  if (!text.empty()) out += localize("（{}）", " ({})", escaped(text));
  return out;
}

}  // namespace cunkou::app
