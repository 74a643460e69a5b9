#include "core/places/place_path.hpp"

#include <charconv>

namespace cunkou::places {

std::vector<PlaceId> ids_in(std::string_view path) {
  std::vector<PlaceId> ids;
  for (std::size_t at = 1; at < path.size(); at = path.find('/', at) + 1) {
    std::int64_t id = 0;
    std::from_chars(path.data() + at, path.data() + path.size(), id);
    ids.emplace_back(id);
  }
  return ids;
}

}  // namespace cunkou::places
