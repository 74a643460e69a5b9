#include "core/people/phone.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace cunkou::people {
namespace {

bool is_mobile(std::string_view digits) {
  // The prefix 100 is unassigned; the sample county uses it.
  return digits.size() == 11 && digits[0] == '1' && (digits[1] >= '3' || digits.starts_with("100")) &&
         std::all_of(digits.begin(), digits.end(), is_digit);
}

}  // namespace

std::string normalised_phone(std::string_view text) {
  std::string digits;
  for (char c : text.substr(0, 40))
    if (c != ' ' && c != '-') digits += c;
  if (digits.starts_with("+86")) digits.erase(0, 3);
  return digits;
}

Result<std::string> parse_phone(std::string_view text) {
  auto digits = normalised_phone(text);
  if (!is_mobile(digits)) return invalid({"请填写11位手机号", "Fill in a mobile number of 11 digits"});
  return digits;
}

std::string masked_phone(std::string_view phone) {
  if (phone.size() < 7) return "****";
  return std::string(phone.substr(0, 3)) + "****" + std::string(phone.substr(phone.size() - 4));
}

}  // namespace cunkou::people
