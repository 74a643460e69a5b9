#pragma once
// Limits of sign-ins, sessions and invitations.

#include <cstddef>

#include "base/instant.hpp"

namespace cunkou::people::limits {

// NIST SP 800-63B asks for 8 characters where a list of common passwords is checked, which it always is.
inline constexpr std::size_t password_characters_min = 8;
inline constexpr std::size_t password_bytes_max = 200;  // bounds the time of hashing
inline constexpr int sign_in_attempts = 5;              // failures per phone number and address before a wait
inline constexpr Duration sign_in_wait = minutes(15);   // short enough for somebody who had caps lock on
// Per phone number from all addresses: one address cannot lock out others.
inline constexpr int sign_in_attempts_phone = 25;
// Per address, which a village may share: beyond it, one failure per phone number from there before a wait,
// so that nobody tries one password on every number, and nobody else behind the address is locked out.
inline constexpr int sign_in_attempts_address = 30;
inline constexpr int sign_in_attempts_crowded = 1;
// Of the 64 attempts that wait for the thread that hashes, so that one address leaves room for the others.
inline constexpr std::size_t sign_ins_waiting_address = 16;
inline constexpr std::size_t sign_ins_waiting = 64;  // two seconds of hashing
// Accounts with failures or lock-outs that wait for their journal entries, by quarter of an hour.
inline constexpr std::size_t failures_waiting = 20'000;
inline constexpr Duration failure_period = minutes(15);
inline constexpr std::size_t trusted_devices_kept =
    5;                                         // persons who share a phone; 110 bytes each in a cookie
inline constexpr std::size_t totp_digits = 6;  // what authenticator apps show
inline constexpr int totp_steps_off = 1;       // a phone's clock may be 30 s off
// Wrong codes of one account from all addresses, for somebody who knows the password: three of 10^6 codes are
// right.
inline constexpr int code_attempts = 5;
inline constexpr std::size_t recovery_codes = 8;           // fit on a slip of paper
inline constexpr std::size_t sessions_cached = 20'000;     // about 300 bytes each
inline constexpr Duration session_seen_step = minutes(5);  // minimum interval between writes of "last seen"
inline constexpr Duration session_idle = days(60);         // between two plantings nobody may look
// A phone that was sold or lent shows the household no longer than this, however often it is used.
inline constexpr Duration session_age = days(180);
inline constexpr Duration session_removal_every = hours(6);  // deletes the rows of sessions that are over
inline constexpr std::size_t sessions_per_person = 50;       // beyond it, the sessions unused for longest end
// Per inviter: all households of a village in one evening.
inline constexpr std::size_t invitations_open = 200;
inline constexpr Duration invitation_valid = days(7);

}  // namespace cunkou::people::limits
