#pragma once
// Trusted-device cookie: tells that in this browser a person has signed in before. Failed attempts on other
// devices do not make that browser wait (sign_in_throttle.hpp). It holds a seal of each person who shares the
// phone, up to limits::trusted_devices_kept. Nothing is stored: a seal is derived from the password hash, so
// a new password invalidates it, and it cannot be forged without that hash.

#include <string>
#include <string_view>

namespace cunkou::people {

// The cookie with a new seal of this person before those that it has; valid as a cookie value.
std::string with_seal(std::string_view cookie, const std::string& password_hash);
// The person's seal in the cookie; "" if there is none, and for an empty hash.
std::string seal_in(std::string_view cookie, const std::string& password_hash);

}  // namespace cunkou::people
