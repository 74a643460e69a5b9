#pragma once
// Parses numbers as devices write them.

#include <charconv>
#include <cstdint>
#include <string_view>

namespace cunkou::formats {

namespace detail {
inline constexpr double powers_of_ten[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                           1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                           1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

// Infinity or zero for a number outside the range of a double.
double beyond_range(std::string_view digits);
}  // namespace detail

// A decimal number that fills the text: sign, digits with or without a point, exponent. Correctly rounded.
// Refuses NaN, infinity, hexadecimal and surrounding characters. A number too large becomes an infinity,
// which ingest refuses with its own reason.
inline bool read_number(std::string_view text, double& number) {
  const char* at = text.data();
  const char* const end = at + text.size();
  const bool minus = at != end && *at == '-';
  if (at != end && (*at == '-' || *at == '+')) ++at;
  const char* const unsigned_text = at;
  std::uint64_t mantissa = 0;
  const char* point = nullptr;
  const char* const digits = at;
  for (; at != end; ++at) {
    const unsigned digit = static_cast<unsigned char>(*at) - '0';
    if (digit <= 9) {
      mantissa = mantissa * 10 + digit;
    } else if (*at == '.' && !point) {
      point = at;
    } else {
      break;
    }
  }
  const auto digit_count = (at - digits) - (point ? 1 : 0);
  if (digit_count == 0) return false;
  const auto decimals = point ? at - point - 1 : 0;
  // Clinger: an integer below 2^53 divided by a power of ten up to 1e22 is rounded once, hence exactly.
  if (at == end && digit_count <= 18 && mantissa <= (1ULL << 53) && decimals <= 22) {
    number = static_cast<double>(mantissa) / detail::powers_of_ten[decimals];
    if (minus) number = -number;
    return true;
  }
  if (at != end && *at != 'e' && *at != 'E') return false;
  auto [stop, error] = std::from_chars(unsigned_text, end, number);
  if (error == std::errc::result_out_of_range)
    number = detail::beyond_range({unsigned_text, stop});
  else if (error != std::errc{})
    return false;
  if (stop != end) return false;
  if (minus) number = -number;
  return true;
}

// "NaN", "nan", "-Infinity", "inf". Sets `number` to NaN or an infinity.
bool read_not_finite(std::string_view text, double& number);

}  // namespace cunkou::formats
