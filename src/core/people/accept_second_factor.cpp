#include "core/people/accept_second_factor.hpp"

#include "core/people/limits.hpp"
#include "core/people/person.hpp"
#include "core/people/secret.hpp"
#include "core/people/totp.hpp"

namespace cunkou::people {

bool accept_second_factor(journal::Act& act, SecondFactorStore& store, PersonId person,
                          std::string_view typed) {
  auto factor = store.second_factor(person);
  if (!factor || !factor->since) return false;
  const auto code = normalised_code(typed);
  if (code.size() != limits::totp_digits) {
    if (!store.use_recovery_code(person, hash_secret(code))) return false;
    act.record("use_recovery_code", subject(person));
    return true;
  }
  const auto step = matching_totp_step(factor->secret, code, act.at, factor->last_step);
  if (!step) return false;
  factor->last_step = *step;
  store.put_second_factor(*factor);
  return true;
}

bool has_second_factor(SecondFactorStore& store, PersonId person) {
  const auto factor = store.second_factor(person);
  return factor && factor->since;
}

}  // namespace cunkou::people
