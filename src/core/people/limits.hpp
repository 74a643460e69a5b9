#pragma once
// Limits of sign-ins, sessions and invitations.

#include <cstddef>

#include "base/instant.hpp"

namespace cunkou::people::limits {

inline constexpr std::size_t password_bytes_min = 8;    // NIST SP 800-63B
inline constexpr std::size_t password_bytes_max = 200;  // bounds the time of hashing
inline constexpr int sign_in_attempts = 5;              // failures per phone number and address before a wait
inline constexpr Duration sign_in_wait = minutes(15);   // short enough for somebody who had caps lock on
// Per phone number from all addresses: one address cannot lock out others.
inline constexpr int sign_in_attempts_phone = 25;
inline constexpr int sign_in_attempts_address = 30;        // per address, which a village may share
inline constexpr std::size_t sessions_cached = 20'000;     // about 300 bytes each
inline constexpr Duration session_seen_step = minutes(5);  // minimum interval between writes of "last seen"
inline constexpr Duration session_idle = days(60);         // a farmer signs in a few times a year
inline constexpr std::size_t sessions_per_person = 50;     // beyond it, the sessions unused for longest end
// Per inviter: all households of a village in one evening.
inline constexpr std::size_t invitations_open = 200;
inline constexpr Duration invitation_valid = days(7);

}  // namespace cunkou::people::limits
