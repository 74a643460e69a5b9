#pragma once
// Limits of commands.

#include "base/instant.hpp"

namespace cunkou::limits {

inline constexpr Duration command_valid = minutes(2);  // an expired command never runs

}  // namespace cunkou::limits
