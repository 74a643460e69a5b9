#pragma once
// Limits that capabilities share which do not know one another. Every other limit is in the limits.hpp of its
// owner, or beside the one place that it limits.

#include <cstddef>

namespace cunkou::limits {

inline constexpr std::size_t name_bytes = 120;        // 40 characters: what a phone shows in two lines
inline constexpr std::size_t form_text_bytes = 1200;  // a note, a reason: 400 characters, sent to every page
inline constexpr std::size_t page_default = 100;      // rows of a list if the request names no number
inline constexpr std::size_t page_max = 10'000;       // rows of one response: some megabytes
inline constexpr std::size_t csv_row_bytes = 64 * 1024;  // refuses a photo pasted into a table
inline constexpr std::size_t csv_fields = 256;           // as wide as a logger's table gets

}  // namespace cunkou::limits
