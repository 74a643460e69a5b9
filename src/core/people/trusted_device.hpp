#pragma once
// A browser in which somebody has signed in before shows a mark that the server gave it then. Strangers who
// try the person's number elsewhere do not make that browser wait (sign_in_tries.hpp). Nothing is stored: the
// mark is made with the password's hash, so a new password ends it, and nobody without that hash can make
// one.

#include <string>
#include <string_view>

namespace cunkou::people {

std::string new_device_mark(const std::string& password_hash);                 // fit for a cookie
bool is_device_mark(std::string_view mark, const std::string& password_hash);  // false for an empty hash

}  // namespace cunkou::people
