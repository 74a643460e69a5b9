#include "core/places/add_place.hpp"

#include <cmath>

#include "base/text.hpp"
#include "core/places/division_code.hpp"

namespace cunkou::places {

Result<void> check_geometry(const Geometry& at) {
  const bool on_earth = std::abs(at.latitude) <= 90 && std::abs(at.longitude) <= 180;  // false for NaN
  if (!on_earth)
    return invalid(
        {"经纬度不对：纬度-90到90，经度-180到180", "Latitude is -90 to 90, longitude -180 to 180"});
  return {};
}

Result<Place> plan_place(PlaceStore& places, const AddPlace& add) {
  CUNKOU_TRY_VALUE(code, parse_division_code(add.code));
  if (!add.parent_code.empty() && add.parent_code != code.parent)
    return invalid({"上级代码与本级代码不符", "The parent's code does not fit this code"});
  CUNKOU_TRY_VALUE(name, parse_name(add.name));
  if (add.at) CUNKOU_TRY(check_geometry(*add.at));
  Place place{{}, add.code, name, code.level, {}, add.at, {}};
  if (code.level == Level::county) return place;
  const auto parent = places.by_code(code.parent);
  if (!parent)
    return invalid(
        format_label("上级 {} 还没有，请先添加", "The parent {} is not there: add it first", code.parent));
  place.parent = parent->id;
  return place;
}

Result<Place> add_place(journal::Act& act, PlaceStore& places, const AddPlace& add) {
  auto place = plan_place(places, add);
  if (!place) return place.error();
  if (places.by_code(add.code)) return conflict({"这个代码已有地方使用", "This code is taken already"});
  place = places.put(*place);
  act.record("add_place", "place:" + place->code);
  return place;
}

Result<Place> change_place(journal::Act& act, PlaceStore& places, PlaceId id, const ChangePlace& change) {
  auto place = places.by_id(id);
  if (!place) return no_such_place();
  if (change.name) {
    CUNKOU_TRY_VALUE(name, parse_name(*change.name));
    place->name = name;
  }
  if (change.at) {
    if (*change.at) CUNKOU_TRY(check_geometry(**change.at));
    place->at = *change.at;
  }
  places.put(*place);
  act.record("change_place", "place:" + place->code);
  return std::move(*place);
}

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
