#pragma once
// Secrets that the program hands out: session tokens and invitation codes. Only their hashes are stored.

#include <string>
#include <string_view>

namespace cunkou::people {

std::string new_session_token();  // 256 random bits, base64url
std::string
new_invitation_code();  // 10 characters of an alphabet without 0 O 1 I: 50 random bits, can be read aloud

// As people type it: small letters, blanks and dashes are taken for what was meant.
std::string normalised_code(std::string_view typed);

std::string hash_secret(std::string_view);  // hex SHA-256: enough, since these secrets are random

}  // namespace cunkou::people
