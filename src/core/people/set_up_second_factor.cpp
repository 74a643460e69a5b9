#include "core/people/set_up_second_factor.hpp"

#include "core/people/limits.hpp"
#include "core/people/person.hpp"
#include "core/people/secret.hpp"
#include "core/people/totp.hpp"

namespace cunkou::people {
namespace {

const Error is_on =
    conflict({"两步验证已经打开；要换手机，请先关掉再打开",
              "Two-step sign-in is on already: to change the phone, turn it off first, then on again"});

}  // namespace

Result<std::string> begin_second_factor(journal::Act& act, SecondFactorStore& store) {
  const auto present = store.second_factor(act.who);
  if (present && present->since) return is_on;
  SecondFactor begun{act.who, new_totp_secret(), {}, 0};
  store.put_second_factor(begun);
  return std::move(begun.secret);
}

Result<std::vector<std::string>> confirm_second_factor(journal::Act& act, SecondFactorStore& store,
                                                       std::string_view code) {
  auto begun = store.second_factor(act.who);
  if (!begun) return conflict({"请先点“打开两步验证”", "Begin with \"turn on two-step sign-in\""});
  if (begun->since) return is_on;
  const auto step = matching_totp_step(begun->secret, code, act.at, begun->last_step);
  if (!step)
    return invalid(
        {"动态码不对：请看验证器里现在的六位数字，手机的时间也要准",
         "This code is wrong: take the six digits that the app shows now, and check the phone's clock"});
  begun->since = act.at;
  begun->last_step = *step;
  store.put_second_factor(*begun);
  std::vector<std::string> codes, hashes;
  while (codes.size() < limits::recovery_codes) {
    codes.push_back(new_invitation_code());
    hashes.push_back(hash_secret(codes.back()));
  }
  store.put_recovery_codes(act.who, hashes);
  act.record("turn_on_second_factor", subject(act.who));
  return codes;
}

}  // namespace cunkou::people
