#pragma once
// Limits of the pages of a greenhouse.

#include <cstddef>

namespace cunkou::greenhouses::limits {

inline constexpr std::size_t curve_marks = 500;  // of each kind; more would cover the curve

}  // namespace cunkou::greenhouses::limits
