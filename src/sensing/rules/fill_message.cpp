#include "sensing/rules/fill_message.hpp"

#include <cmath>
#include <cstdio>

namespace cunkou::rules {
namespace {

std::string plain(double number) {
  char text[32];
  const double rounded = std::round(number * 10) / 10;
  const bool whole = rounded == std::round(rounded);
  std::snprintf(text, sizeof text, whole ? "%.0f" : "%.1f", rounded == 0 ? 0.0 : rounded);
  return text;
}

}  // namespace

std::string fill(std::string_view sentence, const Params& params) {
  std::string out;
  while (!sentence.empty()) {
    const auto open = sentence.find('{');
    const auto shut = open == sentence.npos ? sentence.npos : sentence.find('}', open);
    if (shut == sentence.npos) return out.append(sentence);
    const auto found = params.find(std::string(sentence.substr(open + 1, shut - open - 1)));
    out.append(sentence.substr(0, open));
    if (found == params.end())
      out.append(sentence.substr(open, shut - open + 1));
    else
      out += plain(found->second);
    sentence.remove_prefix(shut + 1);
  }
  return out;
}

}  // namespace cunkou::rules
