#pragma once
// Adds a place to the tree, changes its name and position, and takes away one that was added by mistake.

#include <optional>
#include <string>

#include "base/result.hpp"
#include "core/journal/act.hpp"
#include "core/places/place_store.hpp"

namespace cunkou::places {

struct AddPlace {
  std::string code;
  std::string name;
  std::string parent_code;  // may be left out: the code says it
  std::optional<Geometry> at;
};

// Refuses a code that is none, is taken (conflict), or whose parent is not there or not the one named; a bad
// name; a position that is not on earth.
Result<Place> add_place(journal::Act&, PlaceStore&, const AddPlace&);

struct ChangePlace {
  std::optional<std::string> name;
  std::optional<std::optional<Geometry>> at;  // of none: it has no position any more
};

Result<Place> change_place(journal::Act&, PlaceStore&, PlaceId, const ChangePlace&);

// Refuses (conflict) one to which anything was ever tied: the past speaks of it.
Result<void> remove_place(journal::Act&, PlaceStore&, PlaceId);

// The place that `add` describes, not yet stored; its path is empty. Refuses as add_place does.
Result<Place> plan_place(PlaceStore&, const AddPlace&);

Result<void> check_geometry(const Geometry&);

}  // namespace cunkou::places
