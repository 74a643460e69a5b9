#pragma once
// Chinese mobile numbers, by which people sign in.

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace cunkou::people {

// Without blanks, dashes and +86, whatever it is: to look an account up by.
std::string normalised_phone(std::string_view);

// "138 0000 0001", "138-0000-0001", "+86 13800000001" -> "13800000001"; refuses all else.
Result<std::string> parse_phone(std::string_view);

std::string masked_phone(std::string_view phone);  // "138****0001"

}  // namespace cunkou::people
