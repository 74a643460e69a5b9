#pragma once
// Limits of the program as a whole.

#include <cstddef>

namespace cunkou::app::limits {

inline constexpr std::size_t long_queries_waiting = 64;  // while long queries occupy half of the workers
// Kept for the next requests; what is more goes back to the system within seconds.
inline constexpr std::size_t free_memory_bytes = 32 * 1024 * 1024;

}  // namespace cunkou::app::limits
