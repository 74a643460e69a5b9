#include "core/people/totp.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <new>

#include "base/crypto.hpp"
#include "core/people/limits.hpp"

namespace cunkou::people {
namespace {

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";  // RFC 4648 section 6
constexpr std::size_t secret_characters = 32;
constexpr int step_ms = 30'000;

std::optional<std::string> from_base32(std::string_view text) {
  std::string bytes;
  unsigned held = 0;
  int bits = 0;
  for (const char c : text) {
    const auto value = alphabet.find(c);
    if (value == alphabet.npos) return std::nullopt;
    held = (held << 5 | static_cast<unsigned>(value)) & 0xFFFF;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes += static_cast<char>(held >> bits & 0xFF);
  }
  return bytes;
}

std::array<unsigned char, 20> hmac_sha1(std::string_view key, std::int64_t counter) {
  std::array<unsigned char, 8> message{};
  for (int i = 7; i >= 0; --i, counter >>= 8)
    message.at(static_cast<std::size_t>(i)) = static_cast<unsigned char>(counter & 0xFF);
  std::array<unsigned char, 20> digest{};
  unsigned size = 0;
  if (!HMAC(EVP_sha1(), key.data(), static_cast<int>(key.size()), message.data(), message.size(),
            digest.data(), &size))
    throw std::bad_alloc();
  return digest;
}

}  // namespace

std::string new_totp_secret() {
  std::string secret;
  while (secret.size() < secret_characters) secret += alphabet[random_below(alphabet.size())];
  return secret;
}

std::int64_t totp_step(Instant at) { return at < Instant{} ? 0 : (at - Instant{}).count() / step_ms; }

std::string totp_code(std::string_view secret, std::int64_t step) {
  const auto key = from_base32(secret);
  if (!key || key->empty()) return {};
  const auto digest = hmac_sha1(*key, step);
  const std::size_t at = digest.back() & 0xF;  // RFC 4226 section 5.3
  const std::uint32_t number = (digest.at(at) & 0x7Fu) << 24 | digest.at(at + 1) << 16 |
                               digest.at(at + 2) << 8 | static_cast<unsigned>(digest.at(at + 3));
  return fmt::format("{:06}", number % 1'000'000);
}

std::optional<std::int64_t> matching_totp_step(std::string_view secret, std::string_view code, Instant now,
                                               std::int64_t after) {
  const auto present = totp_step(now);
  for (auto step = present - limits::totp_steps_off; step <= present + limits::totp_steps_off; ++step)
    if (step > after && !code.empty() && equal_secrets(totp_code(secret, step), code)) return step;
  return std::nullopt;
}

std::string totp_uri(std::string_view secret, std::string_view account) {
  return fmt::format("otpauth://totp/Cunkou:{}?secret={}&issuer=Cunkou", account, secret);
}

}  // namespace cunkou::people
