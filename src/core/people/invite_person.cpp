#include "core/people/invite_person.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "core/people/limits.hpp"
#include "core/people/secret.hpp"

namespace cunkou::people {
namespace {

using places::Level;

bool belongs_on(access::Role role, Level level) {
  switch (role) {
    case access::Role::operator_:
      return level == Level::county;
    case access::Role::county:
      return level == Level::county;
    case access::Role::town:
      return level == Level::town;
    case access::Role::village:
      return level == Level::village || level == Level::group;
    case access::Role::technician:
      return true;
    default:
      return false;
  }
}

Result<void> check_place(access::Role role, PlaceId id, places::PlaceStore& places) {
  if (!id && role == access::Role::operator_) return {};
  const auto place = places.by_id(id);
  if (!place) return invalid(place_missing);
  if (!belongs_on(role, place->level))
    return invalid({"这个角色不属于这一级地方，请另选",
                    "This role does not belong on that level of place: choose another"});
  return {};
}

Result<void> check(HouseholdStore& households, places::PlaceStore& places, const InvitePerson& invite) {
  if (!access::is_household_role(invite.role)) return check_place(invite.role, invite.place, places);
  if (!households.household(invite.household)) return invalid(household_missing);
  return {};
}

Result<void> check_open_ones(journal::Act& act, InvitationStore& invitations) {
  const auto open = invitations.open_invitations(act.at);
  const auto own =
      std::count_if(open.begin(), open.end(), [&](const auto& i) { return i.invited_by == act.who; });
  if (static_cast<std::size_t>(own) < limits::invitations_open) return {};
  return Error{Code::too_many,
               {"还没被接受的邀请太多，请先撤回一些", "Too many open invitations: withdraw some first"}};
}

}  // namespace

Result<Invited> invite_person(journal::Act& act, PeopleStore& people, places::PlaceStore& places,
                              const InvitePerson& invite) {
  CUNKOU_TRY(check(people, places, invite));
  CUNKOU_TRY(check_open_ones(act, people));
  Invitation invitation;
  if (!invite.name.empty()) {
    CUNKOU_TRY_VALUE(name, parse_name(invite.name));
    invitation.name = name;
  }
  const auto code = new_invitation_code();
  invitation.code_hash = hash_secret(code);
  invitation.role = invite.role;
  if (access::is_household_role(invite.role))
    invitation.household = invite.household;
  else
    invitation.place = invite.place;
  invitation.invited_by = act.who;
  invitation.created = act.at;
  invitation.expires = act.at + limits::invitation_valid;
  const auto id = people.add_invitation(invitation);
  act.record("invite_person", subject(id),
             fmt::format(R"({{"role":"{}","place":{},"household":{}}})", name(invite.role),
                         invitation.place.value, invitation.household.value));
  return Invited{id, code, invitation.expires};
}

Result<void> withdraw_invitation(journal::Act& act, InvitationStore& invitations, InvitationId id) {
  const auto invitation = invitations.invitation(id);
  if (!invitation) return not_found({"没有这个邀请", "There is no such invitation"});
  if (invitation->ended)
    return conflict({"这个邀请已被接受或撤回", "This invitation was accepted or withdrawn already"});
  invitations.end_invitation(id, act.at, PersonId{});
  act.record("withdraw_invitation", subject(id));
  return {};
}

std::optional<Invited> first_start_invitation(journal::Act& act, PeopleStore& people,
                                              places::PlaceStore& places) {
  if (!people.operators().empty()) return std::nullopt;
  for (const auto& earlier : people.open_invitations(act.at))
    if (earlier.role == access::Role::operator_) people.end_invitation(earlier.id, act.at, PersonId{});
  return invite_person(act, people, places, {access::Role::operator_, {}, {}, {}}).value();
}

access::Scope scope_of(HouseholdStore& households, places::PlaceStore& places, PlaceId place,
                       HouseholdId household) {
  if (household)
    if (const auto found = households.household(household)) place = found->place;
  const auto found = places.by_id(place);
  return {found ? found->path : std::string(), household};
}

}  // namespace cunkou::people
