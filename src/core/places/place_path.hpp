#pragma once
// "/1/4/9/": the ids of a place and of all places above it.

#include <string_view>
#include <vector>

#include "base/ids.hpp"

namespace cunkou::places {

std::vector<PlaceId> ids_in(std::string_view path);

}  // namespace cunkou::places
