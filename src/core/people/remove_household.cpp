#include "core/people/remove_household.hpp"

namespace cunkou::people {

Result<void> remove_household(journal::Act& act, HouseholdStore& households, HouseholdId id, bool used) {
  if (!households.household(id)) return no_such_household();
  if (used || households.has_members(id))
    return conflict({"这一户有大棚、成员或邀请（也许是以前的），不能删除；名字错了可以改",
                     "Greenhouses, members or invitations belong to this household or did once, so it stays: "
                     "a wrong name can be changed"});
  households.remove(id);
  act.record("remove_household", subject(id));
  return {};
}

}  // namespace cunkou::people
