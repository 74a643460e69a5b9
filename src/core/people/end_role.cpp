#include "core/people/end_role.hpp"

#include <fmt/format.h>

namespace cunkou::people {

Result<HeldRole> end_role(journal::Act& act, PeopleStore& people, RoleId id) {
  const auto held = people.role(id);
  if (!held) return not_found({"这个角色已经结束", "This role has ended already"});
  if (held->role == access::Role::operator_ && people.operators().size() == 1)
    return conflict({"至少要留一位运维员，请先邀请另一位", "One operator must remain: invite another first"});
  people.end_role(id, act.at);
  for (const auto& invitation : people.open_invitations(act.at))
    if (invitation.invited_by == held->person) people.end_invitation(invitation.id, act.at, PersonId{});
  act.record("end_role", subject(held->person),
             fmt::format(R"({{"role":"{}","place":{},"household":{}}})", name(held->role), held->place.value,
                         held->household.value));
  return *held;
}

}  // namespace cunkou::people
