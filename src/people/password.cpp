#include "people/password.hpp"

#include <sodium.h>

#include <algorithm>
#include <new>

#include "base/limits.hpp"

namespace cunkou::people {
namespace {

// OWASP's second choice for argon2id: 19 MiB, two passes.
constexpr unsigned long long passes = 2;
constexpr std::size_t memory_bytes = 19 * 1024 * 1024;

bool is_of_one_character(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [&](char c) { return c == text.front(); });
}

bool is_run_of_digits(std::string_view text) {
  constexpr std::string_view up = "01234567890123456789", down = "98765432109876543210";
  return up.find(text) != up.npos || down.find(text) != down.npos;
}

}  // namespace

Result<void> check_password_form(std::string_view password, std::string_view phone) {
  if (password.size() < limits::password_bytes_min)
    return invalid("密码太短，至少8位|The password is too short: 8 characters at least");
  if (password.size() > limits::password_bytes_max)
    return invalid("密码太长，最多200位|The password is too long: 200 characters at most");
  if (is_of_one_character(password) || is_run_of_digits(password) || password == phone)
    return invalid("这个密码太容易猜到，请换一个|This password is too easy to guess: choose another");
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
  static const std::string nobodys = hash_password("nobody's password");
  const bool right = crypto_pwhash_str_verify((hash.empty() ? nobodys : hash).c_str(), password.data(),
                                              password.size()) == 0;
  return right && !hash.empty();
}

}  // namespace cunkou::people
