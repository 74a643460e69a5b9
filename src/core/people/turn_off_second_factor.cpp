#include "core/people/turn_off_second_factor.hpp"

#include "core/people/person.hpp"

namespace cunkou::people {

Result<void> turn_off_second_factor(journal::Act& act, SecondFactorStore& store, PersonId person) {
  if (!store.second_factor(person))
    return conflict({"两步验证本来就没有打开", "Two-step sign-in is off already"});
  store.remove_second_factor(person);
  act.record("turn_off_second_factor", subject(person));
  return {};
}

}  // namespace cunkou::people
