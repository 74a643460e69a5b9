#pragma once
// Limits of the pages of a greenhouse.

#include <cstddef>

namespace cunkou::limits {

inline constexpr std::size_t curve_marks = 500;  // of each kind; more would cover the curve

}  // namespace cunkou::limits
