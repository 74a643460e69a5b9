#pragma once
// The tree county > town or subdistrict > village or community > group, identified by 12-digit division
// codes.

#include <optional>
#include <string>
#include <string_view>

#include "base/ids.hpp"
#include "base/result.hpp"

namespace cunkou::places {

enum class Level { county, town, village, group };
std::string_view name(Level);
std::optional<Level> parse_level(std::string_view);

struct Coordinates {
  double latitude = 0, longitude = 0;  // WGS 84 degrees
};

struct Place {
  PlaceId id;
  // 12 digits (GB/T 10114 and the statistical village codes); for a group the village's 12 digits and 3 more
  std::string code;
  std::string name;
  Level level = Level::county;
  PlaceId parent;  // 0: a county
  std::optional<Coordinates> at;
  std::string path;  // "/1/4/9/": ids from the root to the place itself, so that a subtree is a prefix
};

Result<void> check_coordinates(const Coordinates&);  // refuses what is not on the earth

Error no_such_place();  // not_found

}  // namespace cunkou::places
