#pragma once
// Time-based one-time passwords, as authenticator apps compute them (RFC 6238 with the defaults of RFC 4226:
// HMAC-SHA-1, six digits, steps of 30 s). Any thread.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/instant.hpp"

namespace cunkou::people {

std::string new_totp_secret();  // 160 random bits (RFC 4226 section 4, R6), base32

std::int64_t totp_step(Instant);  // the number of the step; none is negative

// The six digits of a step. A secret that is not base32 gives "".
std::string totp_code(std::string_view secret, std::int64_t step);

// The step whose code this is: the present one, the one before or the one after (a phone's clock is up to 30
// s off), and later than `after`. nullopt: the code is wrong, or was accepted already.
std::optional<std::int64_t> matching_totp_step(std::string_view secret, std::string_view code, Instant now,
                                               std::int64_t after);

// "otpauth://totp/…", for the QR code that an authenticator app reads. Contains the secret.
std::string totp_uri(std::string_view secret, std::string_view account);

}  // namespace cunkou::people
