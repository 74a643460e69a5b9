#pragma once
// A device's token: 24 random bytes as base64url, shown once and stored as a hash. That is far beyond
// guessing, so that a fast hash is enough.

#include <string>
#include <string_view>

namespace cunkou::devices {

std::string new_token();
std::string token_hash(std::string_view token);  // SHA-256, hex

}  // namespace cunkou::devices
