#include "core/places/remove_place.hpp"

namespace cunkou::places {

Result<void> remove_place(journal::Act& act, PlaceStore& places, PlaceId id, bool used) {
  const auto place = places.by_id(id);
  if (!place) return no_such_place();
  if (used || places.has_children(id))
    return conflict({"这里有下级地方、农户、人员或设备（也许是以前的），不能删除；名字错了可以改",
                     "Places, households, people or devices belong here or did once, so it stays: a wrong "
                     "name can be changed"});
  places.remove(id);
  act.record("remove_place", "place:" + place->code);
  return {};
}

}  // namespace cunkou::places
