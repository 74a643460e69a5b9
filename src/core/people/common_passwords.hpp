#pragma once
// The list of common passwords of the npm package @zxcvbn-ts/language-common, which the program is built with
// (docs/decisions/0026-sign-in.md). Any thread.

#include <string_view>

namespace cunkou::people {

std::string_view common_passwords_json();  // an array of texts in lower case; the build generates it

// `text` in lower case. Passwords shorter than limits::password_characters_min are not looked up.
bool is_common_password(std::string_view text);

}  // namespace cunkou::people
