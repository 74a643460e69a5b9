#pragma once
// Limits of an import of places.

#include <cstddef>

namespace cunkou::places::limits {

inline constexpr std::size_t import_places_rows = 50'000;            // a county has some thousand places
inline constexpr std::size_t import_places_bytes = 8 * 1024 * 1024;  // the same rows with names

}  // namespace cunkou::places::limits
