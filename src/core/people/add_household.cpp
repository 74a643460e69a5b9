#include "core/people/add_household.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"

namespace cunkou::people {
namespace {

std::string subject(HouseholdId id) { return "household:" + std::to_string(id.value); }

Result<void> check_name_is_free(PeopleStore& people, places::PlaceStore& places, const Household& household) {
  const auto place = places.by_id(household.place);
  const auto near = people.households(place->path);
  const bool taken = std::any_of(near.begin(), near.end(), [&](const auto& other) {
    return other.name == household.name && other.place == household.place && other.id != household.id;
  });
  if (taken)
    return conflict({"这里已有同名的户，请加以区别", "There is a household of that name: choose another"});
  return {};
}

Result<std::optional<int>> parse_clock(const std::string& text) {
  if (text.empty()) return std::optional<int>();
  const auto digit = [&](std::size_t i) { return text[i] >= '0' && text[i] <= '9'; };
  const bool shaped = text.size() == 5 && text[2] == ':' && digit(0) && digit(1) && digit(3) && digit(4);
  const int hour = shaped ? (text[0] - '0') * 10 + text[1] - '0' : 24;
  const int minute = shaped ? (text[3] - '0') * 10 + text[4] - '0' : 60;
  if (hour > 23 || minute > 59) return invalid({"时间请写成 22:00 这样", "Write the time like 22:00"});
  return std::optional<int>(hour * 60 + minute);
}

Result<void> change_quiet(Household& household, const ChangeHousehold& change) {
  for (auto [text, minute] :
       {std::pair{&change.quiet_from, &household.quiet_from}, {&change.quiet_to, &household.quiet_to}}) {
    if (!*text) continue;
    CUNKOU_TRY_VALUE(parsed, parse_clock(**text));
    *minute = parsed;
  }
  if (household.quiet_from.has_value() != household.quiet_to.has_value())
    return invalid({"免打扰时段要有开始和结束", "Quiet hours need a beginning and an end"});
  if (household.quiet_from && household.quiet_from == household.quiet_to)
    return invalid({"免打扰的开始和结束是同一时刻：请改一个，不要免打扰就都留空",
                    "Quiet hours begin and end at the same time: change one, or leave both empty for none"});
  constexpr int day = 24 * 60, longest = 12 * 60;
  if (household.quiet_from && (*household.quiet_to - *household.quiet_from + day) % day > longest)
    return invalid({"免打扰时段最长 12 小时，不然没人看得到告警",
                    "Quiet hours are 12 hours at most, or nobody would hear of an alarm"});
  return {};
}

}  // namespace

Result<Household> add_household(journal::Act& act, PeopleStore& people, places::PlaceStore& places,
                                const AddHousehold& add) {
  CUNKOU_TRY_VALUE(name, parse_name(add.name));
  const auto place = places.by_id(add.place);
  if (!place || place->level < places::Level::village)
    return invalid({"请选择户所在的村或组", "Choose the village or group of the household"});
  Household household{{}, name, place->id, {}, {}};
  CUNKOU_TRY(check_name_is_free(people, places, household));
  household.id = people.put_household(household);
  act.record("add_household", subject(household.id), fmt::format(R"({{"place":"{}"}})", place->code));
  return household;
}

Result<Household> change_household(journal::Act& act, PeopleStore& people, HouseholdId id,
                                   const ChangeHousehold& change) {
  auto household = people.household(id);
  if (!household) return no_such_household();
  if (change.name) {
    CUNKOU_TRY_VALUE(name, parse_name(*change.name));
    household->name = name;
  }
  CUNKOU_TRY(change_quiet(*household, change));
  people.put_household(*household);
  act.record("change_household", subject(id));
  return std::move(*household);
}

Result<void> remove_household(journal::Act& act, PeopleStore& people, HouseholdId id, bool used) {
  if (!people.household(id)) return no_such_household();
  if (used || people.has_members(id))
    return conflict({"这一户有大棚、成员或邀请（也许是以前的），不能删除；名字错了可以改",
                     "Greenhouses, members or invitations belong to this household or did once, so it stays: "
                     "a wrong name can be changed"});
  people.remove(id);
  act.record("remove_household", subject(id));
  return {};
}

std::string clock_text(int minute_of_day) {
  return fmt::format("{:02}:{:02}", minute_of_day / 60, minute_of_day % 60);
}

}  // namespace cunkou::people
