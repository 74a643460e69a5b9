#pragma once
// Adds a place to the tree.

#include <optional>
#include <string>

#include "base/result.hpp"
#include "core/journal/act.hpp"
#include "core/places/place_store.hpp"

namespace cunkou::places {

struct AddPlace {
  std::string code;
  std::string name;
  std::string parent_code;  // optional: the code implies it
  std::optional<Coordinates> at;
};

// Refuses an invalid code, one already used (conflict), an unknown or different parent, a bad name, and
// coordinates out of range.
Result<Place> add_place(journal::Act&, PlaceStore&, const AddPlace&);

// The place that `add` describes, not yet stored; its path is empty. Refuses like add_place.
Result<Place> plan_place(PlaceStore&, const AddPlace&);

}  // namespace cunkou::places
