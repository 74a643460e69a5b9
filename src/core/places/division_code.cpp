#include "core/places/division_code.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace cunkou::places {
namespace {

bool is_zeros(std::string_view digits) { return digits.find_first_not_of('0') == digits.npos; }

}  // namespace

Result<DivisionCode> parse_division_code(std::string_view code) {
  const bool digits = std::all_of(code.begin(), code.end(), is_digit);
  if (!digits || (code.size() != 12 && code.size() != 15))
    return invalid({"区划代码应是12位数字（组是15位）", "A division code has 12 digits (a group's 15)"});
  const auto county = code.substr(0, 6), town = code.substr(6, 3), village = code.substr(9, 3);
  const auto gap = invalid({"区划代码中间缺一级", "The division code skips a level"});
  if (is_zeros(county)) return gap;
  if (code.size() == 15) {
    if (is_zeros(town) || is_zeros(village) || is_zeros(code.substr(12))) return gap;
    return DivisionCode{Level::group, std::string(code.substr(0, 12))};
  }
  if (!is_zeros(village)) {
    if (is_zeros(town)) return gap;
    return DivisionCode{Level::village, std::string(code.substr(0, 9)) + "000"};
  }
  if (!is_zeros(town)) return DivisionCode{Level::town, std::string(county) + "000000"};
  return DivisionCode{Level::county, {}};
}

}  // namespace cunkou::places
