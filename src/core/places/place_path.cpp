#include "core/places/place_path.hpp"

#include "base/text.hpp"

namespace cunkou::places {

std::vector<PlaceId> ids_in(std::string_view path) {
  std::vector<PlaceId> ids;
  for (std::size_t at = 1; at < path.size(); at = path.find('/', at) + 1) {
    const auto id = parse_number<std::int64_t>(path.substr(at, path.find('/', at) - at));
    ids.emplace_back(id.value_or(0));
  }
  return ids;
}

}  // namespace cunkou::places
