#include "core/people/trusted_device.hpp"

#include <algorithm>
#include <vector>

#include "base/crypto.hpp"
#include "core/people/limits.hpp"
#include "core/people/secret.hpp"

namespace cunkou::people {
namespace {

constexpr char separator = '~';
constexpr std::size_t seal_bytes = 43 + 1 + 64;  // a token, a dot and a SHA-256

std::string sealed(const std::string& random, const std::string& password_hash) {
  return random + "." + hash_secret("known device " + random + " " + password_hash);
}

// The first ones: the others come from a browser that somebody has changed.
std::vector<std::string_view> seals_of(std::string_view cookie) {
  std::vector<std::string_view> seals;
  while (!cookie.empty() && seals.size() < limits::trusted_devices_kept) {
    const auto end = std::min(cookie.find(separator), cookie.size());
    if (end == seal_bytes) seals.push_back(cookie.substr(0, end));
    cookie.remove_prefix(std::min(end + 1, cookie.size()));
  }
  return seals;
}

}  // namespace

std::string with_seal(std::string_view cookie, const std::string& password_hash) {
  auto seals = seals_of(cookie);
  if (seals.size() == limits::trusted_devices_kept) seals.pop_back();
  auto changed = sealed(new_session_token(), password_hash);
  for (const auto& seal : seals) (changed += separator) += seal;
  return changed;
}

std::string seal_in(std::string_view cookie, const std::string& password_hash) {
  if (password_hash.empty()) return {};
  for (const auto& seal : seals_of(cookie))
    if (equal_secrets(sealed(std::string(seal.substr(0, seal.find('.'))), password_hash), seal))
      return std::string(seal);
  return {};
}

}  // namespace cunkou::people
