#pragma once
// Limits of imports and of sign-ins of devices.

#include <cstddef>

#include "base/instant.hpp"

namespace cunkou::ingest::limits {

inline constexpr std::size_t http_import_body_bytes = 128 * 1024 * 1024;  // a CSV file: some million readings
inline constexpr std::size_t imports_kept = 100;                          // jobs whose report stays available
inline constexpr std::size_t imports_waiting = 4;    // files in memory during another import
inline constexpr std::size_t import_refusals = 200;  // lines listed in an import report
inline constexpr int token_attempts = 30;            // failures with a device token per address before a wait
inline constexpr Duration token_wait = minutes(1);

}  // namespace cunkou::ingest::limits
