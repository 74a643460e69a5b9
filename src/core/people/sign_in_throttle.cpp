#include "core/people/sign_in_throttle.hpp"

namespace cunkou::people {
namespace {

std::string pair_of(const std::string& phone, const std::string& address) { return phone + "@" + address; }

}  // namespace

std::optional<Duration> SignInThrottle::count(const std::string& phone, const std::string& address,
                                              Instant now) {
  const auto pair = pair_of(phone, address);
  if (auto wait = pairs_.count(pair, now)) return wait;
  if (addresses_.count(address, now))
    if (auto wait = crowded_pairs_.count(pair, now)) {
      pairs_.take_back(pair);
      return wait;
    }
  return phones_.count(phone, now);
}

// An attempt from a crowded address was counted for its pair instead of the address.
void SignInThrottle::was_good(const std::string& phone, const std::string& address) {
  const auto pair = pair_of(phone, address);
  if (!crowded_pairs_.forget(pair)) addresses_.take_back(address);
  pairs_.forget(pair);
  phones_.take_back(phone);
}

void SignInThrottle::take_back(const std::string& phone, const std::string& address) {
  const auto pair = pair_of(phone, address);
  if (!crowded_pairs_.take_back(pair)) addresses_.take_back(address);
  pairs_.take_back(pair);
  phones_.take_back(phone);
}

}  // namespace cunkou::people
