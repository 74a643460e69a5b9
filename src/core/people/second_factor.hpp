#pragma once
// The second factor of a person: time-based one-time passwords (TOTP, RFC 6238), and recovery codes for a
// lost phone.

#include <cstdint>
#include <optional>
#include <string>

#include "base/ids.hpp"
#include "base/instant.hpp"

namespace cunkou::people {

struct SecondFactor {
  PersonId person;
  std::string secret;            // base32; shown once, while it is set up
  std::optional<Instant> since;  // none: set up, but not confirmed by a code; sign-in does not ask for it
  std::int64_t last_step = 0;    // of the last accepted code: none of it or before is accepted again
};

}  // namespace cunkou::people
