#include "things/number.hpp"

#include <algorithm>
#include <limits>
#include <string>

namespace cunkou::things {

bool read_not_finite(std::string_view text, double& number) {
  const bool minus = !text.empty() && text[0] == '-';
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) text.remove_prefix(1);
  if (text.size() < 3 || text.size() > 8) return false;
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
  if (lower == "nan") {
    number = std::numeric_limits<double>::quiet_NaN();
    return true;
  }
  if (lower != "inf" && lower != "infinity") return false;
  number = minus ? -std::numeric_limits<double>::infinity() : std::numeric_limits<double>::infinity();
  return true;
}

}  // namespace cunkou::things
