#pragma once
// Words of columns that this version may not know: a newer version or a person wrote them. For .cpp files of
// sql folders. The caller gives an unknown word a meaning that does no harm.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace cunkou::sql {

// Reports once in the life of the program that a row of "table.column" has the word. Any thread.
void report_unknown_word(std::string_view column, std::string_view row, std::string_view word);

// Returns `known`, the value of the word, and reports the word if there is none.
template <class Value>
std::optional<Value> stored_word(std::string_view column, std::string_view row, std::string_view word,
                                 std::optional<Value> known) {
  if (!known) report_unknown_word(column, row, word);
  return known;
}
template <class Value>
std::optional<Value> stored_word(std::string_view column, std::int64_t row, std::string_view word,
                                 std::optional<Value> known) {
  if (!known) report_unknown_word(column, std::to_string(row), word);
  return known;
}

// Where the reports go; until then, and with an empty function, nowhere. For the start of the program.
void set_unknown_word_log(std::function<void(std::string_view)>);

// A column for Database::unknown_words().
struct WordColumn {
  std::string_view table, column;
  std::string_view row;  // SQL that names a row, such as "id"
  std::function<bool(std::string_view)> is_known;
};

}  // namespace cunkou::sql
