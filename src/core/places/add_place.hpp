#pragma once
// Adds a place to the tree, changes its name and position, and removes a place added by mistake.

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
  std::optional<Geometry> at;
};

// Refuses an invalid code, one already used (conflict), an unknown or different parent, a bad name, and a
// position out of range.
Result<Place> add_place(journal::Act&, PlaceStore&, const AddPlace&);

struct ChangePlace {
  std::optional<std::string> name;
  std::optional<std::optional<Geometry>> at;  // inner nullopt: removes the position
};

Result<Place> change_place(journal::Act&, PlaceStore&, PlaceId, const ChangePlace&);

// Refuses (conflict) a place that was ever `used` (is_used() of its PlaceUsers), since records refer to it,
// and one with places below it.
Result<void> remove_place(journal::Act&, PlaceStore&, PlaceId, bool used);

// The place that `add` describes, not yet stored; its path is empty. Refuses like add_place.
Result<Place> plan_place(PlaceStore&, const AddPlace&);

Result<void> check_geometry(const Geometry&);

}  // namespace cunkou::places
