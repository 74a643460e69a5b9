#pragma once
// Secrets issued by the program: session tokens and invitation codes. Stored as hashes only.

#include <string>
#include <string_view>

namespace cunkou::people {

std::string new_session_token();  // 256 random bits, base64url
// 10 characters of an alphabet without 0 O 1 I: 50 random bits, readable aloud.
std::string new_invitation_code();

// Normalises a typed code: upper case, without blanks and dashes.
std::string normalised_code(std::string_view typed);

std::string hash_secret(std::string_view);  // hex SHA-256, sufficient for random secrets

}  // namespace cunkou::people
