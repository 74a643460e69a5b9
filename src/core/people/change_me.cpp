#include "core/people/change_me.hpp"

#include "base/text.hpp"

namespace cunkou::people {
Result<Person> change_me(journal::Act& act, PersonStore& people, const ChangeMe& change) {
  auto person = people.person(act.who);
  if (!person) return not_found({"账号已不存在", "The account does not exist any more"});
  if (change.name) {
    CUNKOU_TRY_VALUE(name, parse_name(*change.name));
    person->name = name;
  }
  if (change.language) {
    if (*change.language != "zh" && *change.language != "en")
      return invalid({"语言只有 zh 和 en", "The language is zh or en"});
    person->language = *change.language;
  }
  if (change.elder_mode) person->elder_mode = *change.elder_mode;
  people.put_person(*person);
  act.record("change_me", subject(act.who));
  return std::move(*person);
}

Result<std::vector<std::string>> change_password(journal::Act& act, PeopleStore& people,
                                                 const ChangePassword& change) {
  if (people.password(act.who) != change.checked_hash)
    return invalid({"密码刚被改过，请用新密码", "The password has just been changed: use the new one"});
  people.set_password(act.who, change.new_hash);
  act.record("change_password", subject(act.who));
  return people.end_sessions_of(act.who, change.present);
}

}  // namespace cunkou::people
