#pragma once
// A short text in both of the program's languages: a name of a definition, or the sentence of a refusal.
// Neither may be empty.

#include <fmt/core.h>

#include <string>
#include <string_view>
#include <utility>

namespace cunkou {

struct Label {
  std::string zh;
  std::string en;

  Label() = default;
  // Not an aggregate: a member of an aggregate that is a Label takes no text of one language by mistake.
  Label(std::string chinese, std::string english) : zh(std::move(chinese)), en(std::move(english)) {}

  // The text for `language`: "en", or "zh" for every other.
  std::string_view in(std::string_view language) const& { return language == "en" ? en : zh; }
  std::string in(std::string_view language) && { return std::move(language == "en" ? en : zh); }

  friend bool operator==(const Label&, const Label&) = default;
};

// Both formats with the same arguments; a language that puts them in another order numbers them: {1}, {0}.
template <class... Args>
Label format_label(fmt::format_string<const Args&...> zh, fmt::format_string<const Args&...> en,
                   const Args&... args) {
  return {fmt::vformat(zh, fmt::make_format_args(args...)), fmt::vformat(en, fmt::make_format_args(args...))};
}

// A text that exists in one language only, as those of libraries and those for operators in English.
Label untranslated(std::string text);

// The stored form of a label that the program wrote, "中文|English": why a command was given and how it
// ended, why a notice failed, why a reading was refused. The same text in both languages is kept once. The
// first '|' separates, so one within the Chinese becomes '｜'.
std::string to_stored(const Label&);
// Of a text without '|', as what a device or a person wrote, both languages are that text.
Label from_stored(std::string_view);

}  // namespace cunkou
