#pragma once
// Changes a place's name and coordinates.

#include <optional>
#include <string>

#include "base/result.hpp"
#include "core/journal/act.hpp"
#include "core/places/place_store.hpp"

namespace cunkou::places {

struct ChangePlace {
  std::optional<std::string> name;
  std::optional<std::optional<Coordinates>> at;  // inner nullopt: removes the coordinates
};

// Refuses a bad name and coordinates out of range.
Result<Place> change_place(journal::Act&, PlaceStore&, PlaceId, const ChangePlace&);

}  // namespace cunkou::places
