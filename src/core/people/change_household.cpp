#include "core/people/change_household.hpp"

#include "base/text.hpp"

namespace cunkou::people {
namespace {

Result<std::optional<int>> parse_clock(const std::string& text) {
  const auto minute = parse_clock_text(text);
  if (!minute && !text.empty()) return invalid({"时间请写成 22:00 这样", "Write the time like 22:00"});
  return minute;
}

Result<void> check_quiet(const ClockSpan& quiet) {
  if (quiet.from_min == quiet.to_min)
    return invalid({"免打扰的开始和结束是同一时刻：请改一个，不要免打扰就都留空",
                    "Quiet hours begin and end at the same time: change one, or leave both empty for none"});
  constexpr int day = 24 * 60, longest = 12 * 60;
  if ((quiet.to_min - quiet.from_min + day) % day > longest)
    return invalid({"免打扰时段最长 12 小时，不然没人看得到告警",
                    "Quiet hours are 12 hours at most, or nobody would see an alarm"});
  return {};
}

Result<void> change_quiet(Household& household, const ChangeHousehold& change) {
  std::optional<int> from, to;
  if (household.quiet) from = household.quiet->from_min, to = household.quiet->to_min;
  for (auto [text, minute] : {std::pair{&change.quiet_from, &from}, {&change.quiet_to, &to}}) {
    if (!*text) continue;
    CUNKOU_TRY_VALUE(parsed, parse_clock(**text));
    *minute = parsed;
  }
  if (from.has_value() != to.has_value())
    return invalid({"免打扰时段要有开始和结束", "Quiet hours need a beginning and an end"});
  household.quiet = from ? std::optional(ClockSpan{*from, *to}) : std::nullopt;
  return household.quiet ? check_quiet(*household.quiet) : Result<void>();
}

}  // namespace

Result<Household> change_household(journal::Act& act, HouseholdStore& households, HouseholdId id,
                                   const ChangeHousehold& change) {
  auto household = households.household(id);
  if (!household) return no_such_household();
  if (change.name) {
    CUNKOU_TRY_VALUE(name, parse_name(*change.name));
    household->name = name;
  }
  CUNKOU_TRY(change_quiet(*household, change));
  households.put_household(*household);
  act.record("change_household", subject(id));
  return std::move(*household);
}

}  // namespace cunkou::people
