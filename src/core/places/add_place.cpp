#include "core/places/add_place.hpp"

#include "base/text.hpp"
#include "core/places/division_code.hpp"

namespace cunkou::places {

Result<Place> plan_place(PlaceStore& places, const AddPlace& add) {
  CUNKOU_TRY_VALUE(code, parse_division_code(add.code));
  if (!add.parent_code.empty() && add.parent_code != code.parent)
    return invalid({"上级代码与本级代码不符", "The parent's code does not fit this code"});
  CUNKOU_TRY_VALUE(name, parse_name(add.name));
  if (add.at) CUNKOU_TRY(check_coordinates(*add.at));
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

}  // namespace cunkou::places
