#pragma once
// Passwords, kept as argon2id. One hashing takes some 30 ms of a core and 19 MiB: callers see to it that few
// run at once (api/ has a small pool for it), and throttle before they ask (sign_in_tries.hpp).

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace cunkou::people {

// Refuses one that is too short or too long (base/limits.hpp), and what anybody tries first: a few characters
// again and again, runs along the digits, the alphabet or the keyboard, dates, parts of the phone number,
// words like "password" with digits around them.
Result<void> check_password_form(std::string_view password, std::string_view phone);

std::string hash_password(std::string_view password);

// Takes as long when there is no hash (an unknown phone number, ""), and is then false.
bool password_matches(const std::string& hash, std::string_view password);

}  // namespace cunkou::people
