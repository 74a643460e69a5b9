#pragma once
// Passwords that a guesser tries first, by rules and by the list of common_passwords.hpp. Any thread.

#include <string_view>

namespace cunkou::people {

// Repetitions, runs of the alphabet, the digits or the keyboard, birthdays with letters beside them, the
// person's phone number or part of it, numbers and words that Chinese passwords are often made of (5201314,
// woaini1314, a123456, wang123456), and the list. Ignores case, blanks and punctuation.
bool is_guessable_password(std::string_view password, std::string_view phone);

}  // namespace cunkou::people
