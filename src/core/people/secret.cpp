#include "core/people/secret.hpp"

#include <cctype>

#include "base/crypto.hpp"

namespace cunkou::people {
namespace {

constexpr std::string_view alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
static_assert(alphabet.size() == 32);

}  // namespace

std::string new_session_token() { return random_token(32); }

std::string new_invitation_code() {
  std::string code;
  while (code.size() < 10) code += alphabet[random_below(alphabet.size())];
  return code;
}

std::string normalised_code(std::string_view typed) {
  std::string code;
  for (char c : typed)
    if (std::isalnum(static_cast<unsigned char>(c)))
      code += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return code;
}

std::string hash_secret(std::string_view secret) { return sha256_hex(secret); }

}  // namespace cunkou::people
