#pragma once
// Maps enum values to their words in JSON, YAML and the database.

#include <array>
#include <optional>
#include <string_view>
#include <utility>

namespace cunkou {

template <class Enum, std::size_t n>
using Words = std::array<std::pair<Enum, std::string_view>, n>;

template <class Enum, std::size_t n>
constexpr std::string_view word_of(const Words<Enum, n>& words, Enum wanted) {
  for (const auto& [value, word] : words)
    if (value == wanted) return word;
  return words.front().second;
}

template <class Enum, std::size_t n>
constexpr std::optional<Enum> read_word(const Words<Enum, n>& words, std::string_view wanted) {
  for (const auto& [value, word] : words)
    if (word == wanted) return value;
  return {};
}

}  // namespace cunkou
