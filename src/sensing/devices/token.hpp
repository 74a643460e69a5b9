#pragma once
// Device token: 24 random bytes as base64url, returned once and stored as a hash. With that entropy a fast
// hash is sufficient.

#include <string>
#include <string_view>

namespace cunkou::devices {

std::string new_token();
std::string token_hash(std::string_view token);  // SHA-256, hex

}  // namespace cunkou::devices
