#include "core/people/trusted_device.hpp"

#include "base/crypto.hpp"
#include "core/people/secret.hpp"

namespace cunkou::people {
namespace {

std::string sealed(const std::string& random, const std::string& password_hash) {
  return random + "." + hash_secret("known device " + random + " " + password_hash);
}

}  // namespace

std::string new_device_mark(const std::string& password_hash) {
  return sealed(new_session_token(), password_hash);
}

bool is_device_mark(std::string_view mark, const std::string& password_hash) {
  if (password_hash.empty()) return false;
  const auto right = sealed(std::string(mark.substr(0, mark.find('.'))), password_hash);
  return equal_secrets(right, mark);
}

}  // namespace cunkou::people
