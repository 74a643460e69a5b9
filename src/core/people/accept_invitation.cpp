#include "core/people/accept_invitation.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "core/people/secret.hpp"

namespace cunkou::people {
namespace {

Result<PersonId> add_person(PersonStore& persons, const AcceptInvitation& accept, Instant now) {
  const auto name = parse_name(accept.name);
  if (!name) return invalid({"请填写您的姓名，最多约40个字", "Fill in your name, 120 bytes at most"});
  if (persons.person_by_phone(accept.phone))
    return conflict({"这个手机号已有账号，请填写它的密码", "This number has an account: enter its password"});
  const auto id = persons.put_person({{}, accept.phone, *name, accept.language, false, now});
  persons.set_password(id, accept.password_hash);
  return id;
}

}  // namespace

Result<Invitation> find_invitation(InvitationStore& invitations, std::string_view code, Instant now) {
  auto invitation = invitations.invitation_by_hash(hash_secret(normalised_code(code)));
  if (!invitation)
    return not_found({"没有这个邀请，请核对链接，或让邀请人再发一个",
                      "There is no such invitation: check the link, or ask for a new one"});
  if (invitation->ended)
    return Error{Code::gone,
                 {"这个邀请已被使用或撤回，请让邀请人再发一个",
                  "This invitation was used or withdrawn: ask for a new one"}};
  if (invitation->expires <= now)
    return Error{Code::gone,
                 {"这个邀请已过期，请让邀请人再发一个", "This invitation has expired: ask for a new one"}};
  return std::move(*invitation);
}

Result<PersonId> accept_invitation(journal::Act& act, PeopleStore& people, const AcceptInvitation& accept) {
  CUNKOU_TRY_VALUE(invitation, find_invitation(people, accept.code, act.at));
  auto person = accept.person;
  if (!person) {
    CUNKOU_TRY_VALUE(added, add_person(people, accept, act.at));
    person = added;
  }
  people.end_invitation(invitation.id, act.at, person);
  const auto role = people.add_role(
      {{}, person, invitation.role, invitation.place, invitation.household, act.at, invitation.invited_by});
  if (!act.who) act.who = person;
  act.record("accept_invitation", subject(invitation.id),
             fmt::format(R"({{"person":{},"role":{}}})", person.value, role.value));
  return person;
}

}  // namespace cunkou::people
