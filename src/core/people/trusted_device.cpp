#include "core/people/trusted_device.hpp"

#include "base/crypto.hpp"
#include "core/people/secret.hpp"

namespace cunkou::people {
namespace {

std::string sealed(const std::string& random, const std::string& password_hash) {
  return random + "." + hash_secret("known device " + random + " " + password_hash);
}

}  // namespace

std::string new_trusted_device_cookie(const std::string& password_hash) {
  return sealed(new_session_token(), password_hash);
}

bool is_trusted_device_cookie(std::string_view cookie, const std::string& password_hash) {
  if (password_hash.empty()) return false;
  const auto right = sealed(std::string(cookie.substr(0, cookie.find('.'))), password_hash);
  return equal_secrets(right, cookie);
}

}  // namespace cunkou::people
