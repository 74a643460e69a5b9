#pragma once
// Limits of the program as a whole.

#include <cstddef>

namespace cunkou::app::limits {

inline constexpr std::size_t long_queries_waiting = 64;  // while long queries occupy half of the workers

}  // namespace cunkou::app::limits
