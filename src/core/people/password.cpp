#include "core/people/password.hpp"

#include <sodium.h>

#include <algorithm>
#include <new>

#include "core/people/guessable_password.hpp"
#include "core/people/limits.hpp"

namespace cunkou::people {
namespace {

// OWASP's second recommendation for argon2id: 19 MiB, two passes.
constexpr unsigned long long passes = 2;
constexpr std::size_t memory_bytes = 19 * 1024 * 1024;

// Code points, as NIST SP 800-63B counts them: a Chinese character is one.
std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

}  // namespace

Result<void> check_password_form(std::string_view password, std::string_view phone) {
  if (characters(password) < limits::password_characters_min)
    return invalid({"密码太短，至少8位", "The password is too short: 8 characters at least"});
  if (password.size() > limits::password_bytes_max)
    return invalid({"密码太长，最多200个字母或66个汉字", "The password is too long: 200 letters at most"});
  if (is_guessable_password(password, phone))
    return invalid(
        {"这个密码太常见，别人一猜就中：不要用手机号、生日、123456、5201314 "
         "这类数字，也不要用键盘上连着的字母；请换几个不相干的词连在一起",
         "This password is too easy to guess: use no phone number, no birthday, no number like 123456 or "
         "5201314, no keys in a row; put together some words that have nothing to do with one another"});
  return {};
}

std::string hash_password(std::string_view password) {
  char hash[crypto_pwhash_STRBYTES];
  if (crypto_pwhash_str_alg(hash, password.data(), password.size(), passes, memory_bytes,
                            crypto_pwhash_ALG_ARGON2ID13) != 0)
    throw std::bad_alloc();
  return hash;
}

bool password_matches(const std::string& hash, std::string_view password) {
  static const std::string dummy_hash = hash_password("nobody's password");
  const bool right = crypto_pwhash_str_verify((hash.empty() ? dummy_hash : hash).c_str(), password.data(),
                                              password.size()) == 0;
  return right && !hash.empty();
}

}  // namespace cunkou::people
