#pragma once
// Limits of what a device sends about itself.

#include <cstddef>

#include "base/instant.hpp"

namespace cunkou::devices::limits {

inline constexpr Duration future_max = minutes(10);        // tolerance for a device clock that runs ahead
inline constexpr std::size_t attributes_per_device = 100;  // firmware, address, battery
inline constexpr std::size_t refusals_kept = 50;           // latest reasons on a device's page

}  // namespace cunkou::devices::limits
