#pragma once
// Prevents guessing of passwords and codes. After five wrong passwords for a phone number from one address,
// that address must wait. Other addresses may still sign in to that number up to a higher limit, so that an
// attacker cannot lock out the owner. After thirty failures from one address, which a village may share, each
// number has one try from there instead of five: nobody else behind the address is locked out. Whether a
// number has an account makes no difference here. Attempts count before the password is checked, so that
// concurrent attempts do not bypass the limit. Thread-safe, in memory.

#include <optional>
#include <string>

#include "base/ids.hpp"
#include "base/rate_limiter.hpp"
#include "core/people/limits.hpp"

namespace cunkou::people {

class SignInThrottle {
 public:
  // How long to wait; nullopt: proceed, and report success with was_good().
  std::optional<Duration> count(const std::string& phone, const std::string& address, Instant now);
  void was_good(const std::string& phone, const std::string& address);
  void take_back(const std::string& phone, const std::string& address);  // the attempt was not decided

  // For a trusted device (trusted_device.hpp): counts only failures of that browser.
  std::optional<Duration> count_trusted(const std::string& seal, Instant now) {
    return trusted_.count(seal, now);
  }
  void trusted_was_good(const std::string& seal) { trusted_.forget(seal); }
  void take_back_trusted(const std::string& seal) { trusted_.take_back(seal); }

  // Codes of a second factor, of one account from all addresses.
  std::optional<Duration> count_second_factor(PersonId person, Instant now) {
    return second_factors_.count(std::to_string(person.value), now);
  }
  void second_factor_was_good(PersonId person) { second_factors_.forget(std::to_string(person.value)); }

  // Codes of invitations.
  std::optional<Duration> count_code(const std::string& address, Instant now) {
    return codes_.count(address, now);
  }
  void code_was_good(const std::string& address) { codes_.take_back(address); }

 private:
  RateLimiter pairs_{limits::sign_in_attempts, limits::sign_in_wait};
  RateLimiter crowded_pairs_{limits::sign_in_attempts_crowded, limits::sign_in_wait};
  RateLimiter trusted_{limits::sign_in_attempts, limits::sign_in_wait};
  RateLimiter phones_{limits::sign_in_attempts_phone, limits::sign_in_wait};
  RateLimiter addresses_{limits::sign_in_attempts_address, limits::sign_in_wait};
  RateLimiter second_factors_{limits::code_attempts, limits::sign_in_wait};
  RateLimiter codes_{limits::sign_in_attempts_address, limits::sign_in_wait};
};

}  // namespace cunkou::people
