#pragma once
// Chinese mobile numbers, which identify accounts.

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace cunkou::people {

// Without blanks, dashes and +86; accepts any text, for looking up an account.
std::string normalised_phone(std::string_view);

// "138 0000 0001", "138-0000-0001", "+86 13800000001" -> "13800000001". Refuses anything else.
Result<std::string> parse_phone(std::string_view);

std::string masked_phone(std::string_view phone);  // "138****0001"

}  // namespace cunkou::people
