#pragma once
// Passwords, stored as argon2id. One hash takes about 30 ms of a core and 19 MiB: callers limit how many run
// concurrently, and throttle before they hash (sign_in_throttle.hpp). Any thread.

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace cunkou::people {

// Refuses a password that is too short or too long (core/people/limits.hpp) or that a guesser tries first
// (guessable_password.hpp).
Result<void> check_password_form(std::string_view password, std::string_view phone);

std::string hash_password(std::string_view password);

// False without a hash (an unknown phone number, ""), after the same time.
bool password_matches(const std::string& hash, std::string_view password);

}  // namespace cunkou::people
