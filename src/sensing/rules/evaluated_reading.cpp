#include "sensing/rules/evaluated_reading.hpp"

#include <array>
#include <charconv>
#include <cstdio>
#include <sstream>

namespace cunkou::rules {

std::string format_evaluated(const std::vector<EvaluatedReading>& all) {
  std::string text;
  for (const auto& one : all) {
    std::array<char, 32> value{};
    const auto end = std::to_chars(value.data(), value.data() + value.size(), one.value).ptr;
    if (!text.empty()) text += '\n';
    text += std::to_string(one.stream.value) + ' ' + one.quantity + ' ' + std::string(value.data(), end) +
            ' ' + std::to_string(one.time.ms) + ' ' + std::to_string(one.age.count());
  }
  return text;
}

std::vector<EvaluatedReading> parse_evaluated(std::string_view text) {
  std::vector<EvaluatedReading> all;
  std::istringstream lines{std::string(text)};
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words{line};
    EvaluatedReading one;
    std::int64_t age_ms = 0;
    if (!(words >> one.stream.value >> one.quantity >> one.value >> one.time.ms >> age_ms)) continue;
    one.age = Duration{age_ms};
    all.push_back(std::move(one));
  }
  return all;
}

}  // namespace cunkou::rules
