#pragma once
// Prevents guessing of passwords and codes. After five wrong passwords for a phone number from one address,
// that address must wait. Other addresses may still sign in to that number up to a higher limit, so that an
// attacker cannot lock out the owner. Attempts count before the password is checked, so that concurrent
// attempts do not bypass the limit. Thread-safe, in memory.

#include <optional>
#include <string>

#include "base/rate_limiter.hpp"
#include "core/people/limits.hpp"

namespace cunkou::people {

class SignInThrottle {
 public:
  // How long to wait; nullopt: proceed, and report success with was_good().
  std::optional<Duration> count(const std::string& phone, const std::string& address, Instant now);
  // For a trusted device (trusted_device.hpp): counts only failures of that browser.
  std::optional<Duration> count_trusted(const std::string& cookie, Instant now) {
    return trusted_.count(cookie, now);
  }
  void trusted_was_good(const std::string& cookie) { trusted_.forget(cookie); }
  void was_good(const std::string& phone, const std::string& address);

  std::optional<Duration> count_code(const std::string& address, Instant now) {
    return codes_.count(address, now);
  }
  void code_was_good(const std::string& address) { codes_.take_back(address); }

 private:
  RateLimiter pairs_{limits::sign_in_attempts, limits::sign_in_wait};
  RateLimiter trusted_{limits::sign_in_attempts, limits::sign_in_wait};
  RateLimiter phones_{limits::sign_in_attempts_phone, limits::sign_in_wait};
  RateLimiter addresses_{limits::sign_in_attempts_address, limits::sign_in_wait};
  RateLimiter codes_{limits::sign_in_attempts_address, limits::sign_in_wait};
};

}  // namespace cunkou::people
