#include "sensing/devices/token.hpp"

#include "base/crypto.hpp"

namespace cunkou::devices {

std::string new_token() { return random_token(24); }

std::string token_hash(std::string_view token) { return sha256_hex(token); }

}  // namespace cunkou::devices
