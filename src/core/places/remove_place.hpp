#pragma once
// Removes a place that was added by mistake.

#include "base/result.hpp"
#include "core/journal/act.hpp"
#include "core/places/place_store.hpp"

namespace cunkou::places {

// Refuses (conflict) a place that was ever `used` (is_used() of its PlaceUsers), since records refer to it,
// and one with places below it.
Result<void> remove_place(journal::Act&, PlaceStore&, PlaceId, bool used);

}  // namespace cunkou::places
