#pragma once
// Division codes: 6 digits for the county, 3 for the town, 3 for the village (GB/T 2260, GB/T 10114 and the
// statistical village codes), padded with zeros to 12; a group has 3 further digits of this program.

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "core/places/place.hpp"

namespace cunkou::places {

struct DivisionCode {
  Level level;
  std::string parent;  // code of the parent; empty for a county
};

// Refuses a code that is not 12 digits (15 for a group), and one with a gap: a village without a town.
Result<DivisionCode> parse_division_code(std::string_view);

}  // namespace cunkou::places
