#pragma once
// Division codes: 6 digits county, 3 town, 3 village (GB/T 2260, GB/T 10114 and the statistical village
// codes), filled with zeros to 12; a group has 3 more of our own.

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "core/places/place.hpp"

namespace cunkou::places {

struct DivisionCode {
  Level level;
  std::string parent;  // the code that it stands under; empty for a county
};

// Refuses what is not 12 digits (15 for a group), and a code with a gap: a village of no town.
Result<DivisionCode> parse_division_code(std::string_view);

}  // namespace cunkou::places
