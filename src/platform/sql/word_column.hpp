#pragma once
// Columns with words that this version may not know: a newer version or a person wrote them. A store gives
// an unknown word a meaning that does no harm; Database::unknown_words() lists them.

#include <functional>
#include <string_view>

namespace cunkou::sql {

struct WordColumn {
  std::string_view table, column;
  std::string_view row;  // SQL that names a row, such as "id"
  std::function<bool(std::string_view)> is_known;
};

// For a parser that returns an optional.
template <auto parse>
inline constexpr auto parses = [](std::string_view word) { return parse(word).has_value(); };

}  // namespace cunkou::sql
