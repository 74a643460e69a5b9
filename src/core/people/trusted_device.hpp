#pragma once
// Trusted-device cookie: tells that in this browser a person has signed in before. Failed attempts on other
// devices do not make that browser wait (sign_in_throttle.hpp). Nothing is stored: the cookie is derived from
// the password hash, so a new password invalidates it, and it cannot be forged without that hash.

#include <string>
#include <string_view>

namespace cunkou::people {

std::string new_trusted_device_cookie(const std::string& password_hash);  // valid as a cookie value
// False for an empty hash.
bool is_trusted_device_cookie(std::string_view cookie, const std::string& password_hash);

}  // namespace cunkou::people
