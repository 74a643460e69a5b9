#pragma once
// What keeps passwords and codes from being guessed. Five bad passwords for a phone number from one address,
// and this address waits; other addresses may still sign in with it up to a wider limit, so that nobody locks
// a neighbour out. Counted before the password is looked at, so that many at once are no way round.
// Thread-safe, in memory.

#include <optional>
#include <string>

#include "base/limits.hpp"
#include "core/people/rate_limiter.hpp"

namespace cunkou::people {

class SignInThrottle {
 public:
  // How long to wait; nothing: go on, and say whether it was good.
  std::optional<Duration> count(const std::string& phone, const std::string& address, Instant now);
  // In a browser that the person has signed in with before (trusted_device.hpp): only its own bad ones count.
  std::optional<Duration> count_known(const std::string& mark, Instant now) {
    return known_.count(mark, now);
  }
  void known_was_good(const std::string& mark) { known_.forget(mark); }
  void was_good(const std::string& phone, const std::string& address);

  std::optional<Duration> count_code(const std::string& address, Instant now) {
    return codes_.count(address, now);
  }
  void code_was_good(const std::string& address) { codes_.take_back(address); }

 private:
  RateLimiter pairs_{limits::sign_in_tries, limits::sign_in_wait};
  RateLimiter known_{limits::sign_in_tries, limits::sign_in_wait};
  RateLimiter phones_{limits::sign_in_tries_phone, limits::sign_in_wait};
  RateLimiter addresses_{limits::sign_in_tries_address, limits::sign_in_wait};
  RateLimiter codes_{limits::sign_in_tries_address, limits::sign_in_wait};
};

}  // namespace cunkou::people
