#include "core/people/add_household.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"

namespace cunkou::people {
namespace {

Result<void> check_name_is_free(HouseholdStore& households, places::PlaceStore& places,
                                const Household& household) {
  const auto place = places.by_id(household.place);
  const auto near = households.households(place->path);
  const bool taken = std::any_of(near.begin(), near.end(), [&](const auto& other) {
    return other.name == household.name && other.place == household.place && other.id != household.id;
  });
  if (taken)
    return conflict({"这里已有同名的户，请加以区别", "There is a household of that name: choose another"});
  return {};
}

}  // namespace

Result<Household> add_household(journal::Act& act, HouseholdStore& households, places::PlaceStore& places,
                                const AddHousehold& add) {
  CUNKOU_TRY_VALUE(name, parse_name(add.name));
  const auto place = places.by_id(add.place);
  if (!place || place->level < places::Level::village)
    return invalid({"请选择户所在的村或组", "Choose the village or group of the household"});
  Household household{{}, name, place->id, {}};
  CUNKOU_TRY(check_name_is_free(households, places, household));
  household.id = households.put_household(household);
  act.record("add_household", subject(household.id), fmt::format(R"({{"place":"{}"}})", place->code));
  return household;
}

}  // namespace cunkou::people
