#include "core/people/sign_in_throttle.hpp"

namespace cunkou::people {

std::optional<Duration> SignInThrottle::count(const std::string& phone, const std::string& address,
                                              Instant now) {
  if (auto wait = addresses_.count(address, now)) return wait;
  if (auto wait = pairs_.count(phone + "@" + address, now)) {
    addresses_.take_back(address);
    return wait;
  }
  if (auto wait = phones_.count(phone, now)) return wait;
  return std::nullopt;
}

void SignInThrottle::was_good(const std::string& phone, const std::string& address) {
  addresses_.take_back(address);
  pairs_.forget(phone + "@" + address);
  phones_.take_back(phone);
}

}  // namespace cunkou::people
