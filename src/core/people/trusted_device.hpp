#pragma once
// Trusted-device cookie: marks a browser in which a person has signed in before. Failed attempts on other
// devices do not make that browser wait (sign_in_throttle.hpp). Nothing is stored: the mark is derived from
// the password hash, so a new password invalidates it, and it cannot be forged without that hash.

#include <string>
#include <string_view>

namespace cunkou::people {

std::string new_device_mark(const std::string& password_hash);                 // valid as a cookie value
bool is_device_mark(std::string_view mark, const std::string& password_hash);  // false for an empty hash

}  // namespace cunkou::people
