#pragma once
// Limits of commands.

#include "base/instant.hpp"

namespace cunkou::actuation::limits {

inline constexpr Duration command_valid = minutes(2);  // an expired command never runs

}  // namespace cunkou::actuation::limits
