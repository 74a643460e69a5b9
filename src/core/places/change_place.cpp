#include "core/places/change_place.hpp"

#include "base/text.hpp"

namespace cunkou::places {

Result<Place> change_place(journal::Act& act, PlaceStore& places, PlaceId id, const ChangePlace& change) {
  auto place = places.by_id(id);
  if (!place) return no_such_place();
  if (change.name) {
    CUNKOU_TRY_VALUE(name, parse_name(*change.name));
    place->name = name;
  }
  if (change.at) {
    if (*change.at) CUNKOU_TRY(check_coordinates(**change.at));
    place->at = *change.at;
  }
  places.put(*place);
  act.record("change_place", "place:" + place->code);
  return std::move(*place);
}

}  // namespace cunkou::places
