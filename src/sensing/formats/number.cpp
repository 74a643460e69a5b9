#include "sensing/formats/number.hpp"

#include <algorithm>
#include <limits>
#include <string>

namespace cunkou::formats {
namespace {

constexpr std::int64_t far = std::int64_t{1} << 60;  // an exponent that no number of digits can compensate

}  // namespace

// Decides by the exponent of the first digit that is not 0; outside the range of a double it is far from 0.
double detail::beyond_range(std::string_view digits) {
  const auto mantissa = digits.substr(0, digits.find_first_of("eE"));
  auto exponent = digits.substr(std::min(mantissa.size() + 1, digits.size()));
  if (exponent.starts_with('+')) exponent.remove_prefix(1);
  std::int64_t power = 0;
  const auto [stop, error] = std::from_chars(exponent.data(), exponent.data() + exponent.size(), power);
  if (error == std::errc::result_out_of_range) power = exponent.starts_with('-') ? -far : far;
  power = std::clamp(power, -far, far);
  const auto first = mantissa.find_first_of("123456789");
  if (first == mantissa.npos) return 0;
  const auto point = std::min(mantissa.find('.'), mantissa.size());
  power += static_cast<std::int64_t>(point) - static_cast<std::int64_t>(first);
  return power < 0 ? 0 : std::numeric_limits<double>::infinity();
}

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

}  // namespace cunkou::formats
