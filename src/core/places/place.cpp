#include "core/places/place.hpp"

#include <array>
#include <cmath>

namespace cunkou::places {
namespace {

constexpr std::array<std::string_view, 4> names{"county", "town", "village", "group"};

}  // namespace

std::string_view name(Level level) { return names.at(static_cast<std::size_t>(level)); }

std::optional<Level> parse_level(std::string_view text) {
  for (std::size_t i = 0; i < names.size(); ++i)
    if (names[i] == text) return static_cast<Level>(i);
  return std::nullopt;
}

Result<void> check_coordinates(const Coordinates& at) {
  const bool on_earth = std::abs(at.latitude) <= 90 && std::abs(at.longitude) <= 180;  // false for NaN
  if (!on_earth)
    return invalid(
        {"经纬度不对：纬度-90到90，经度-180到180", "Latitude is -90 to 90, longitude -180 to 180"});
  return {};
}

Error no_such_place() { return not_found({"没有这个地方", "There is no such place"}); }

}  // namespace cunkou::places
