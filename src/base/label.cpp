#include "base/label.hpp"

namespace cunkou {

Label untranslated(std::string text) { return {text, text}; }

std::string to_stored(const Label& label) {
  if (label.zh == label.en) return label.zh;
  std::string out;
  for (const char c : label.zh) c == '|' ? out += "｜" : out += c;
  return out + "|" + label.en;
}

Label from_stored(std::string_view text) {
  const auto bar = text.find('|');
  if (bar == text.npos) return untranslated(std::string(text));
  return {std::string(text.substr(0, bar)), std::string(text.substr(bar + 1))};
}

}  // namespace cunkou
