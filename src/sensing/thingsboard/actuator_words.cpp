#include "sensing/thingsboard/actuator_words.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace cunkou::thingsboard {
namespace {

template <std::size_t N>
bool is_one_of(std::string_view word, const std::array<std::string_view, N>& words) {
  return std::ranges::find(words, word) != words.end();
}

constexpr std::array<std::string_view, 6> on{"true", "1", "1.0", R"("true")", R"("on")", R"("1")"};
constexpr std::array<std::string_view, 7> off{"false",    "0",      "0.0",  R"("false")",
                                              R"("off")", R"("0")", R"("")"};
constexpr std::array<std::string_view, 2> opening{R"("opening")", R"("on")"};
constexpr std::array<std::string_view, 3> still{R"("still")", R"("off")", R"("")"};

std::string lower_case(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

}  // namespace

std::optional<bool> read_switch(std::string_view value) {
  const auto json = lower_case(value);
  if (is_one_of(json, on)) return true;
  if (is_one_of(json, off)) return false;
  return {};
}

std::optional<std::string_view> read_motion(std::string_view value) {
  const auto json = lower_case(value);
  if (is_one_of(json, opening)) return "opening";
  if (json == R"("closing")") return "closing";
  if (is_one_of(json, still)) return "still";
  return {};
}

bool is_readable_state(std::string_view name, std::string_view json) {
  if (name.ends_with("manual")) return read_switch(json).has_value();
  return !name.ends_with("_moving") || read_motion(json).has_value();
}

}  // namespace cunkou::thingsboard
