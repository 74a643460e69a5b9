#include "core/people/sign_in_failures.hpp"

#include <fmt/format.h>

#include "core/people/limits.hpp"

namespace cunkou::people {
namespace {

Instant period_of(Instant at) { return {at.ms - at.ms % limits::failure_period.count()}; }

}  // namespace

void SignInFailures::add(const FailurePeriod& more) {
  const std::pair key{more.from.ms, more.person.value};
  if (periods_.size() >= limits::failures_waiting && !periods_.contains(key)) return;
  auto& period = periods_[key];
  period.person = more.person;
  period.from = more.from;
  period.failures += more.failures;
  period.lock_outs += more.lock_outs;
}

void SignInFailures::add_failure(PersonId person, Instant at) {
  const MutexLock lock(mutex_);
  add({person, period_of(at), 1, 0});
}

void SignInFailures::add_lock_out(PersonId person, Instant at) {
  const MutexLock lock(mutex_);
  add({person, period_of(at), 0, 1});
}

std::vector<FailurePeriod> SignInFailures::take_ended(Instant now) {
  const MutexLock lock(mutex_);
  std::vector<FailurePeriod> ended;
  while (!periods_.empty() && periods_.begin()->second.from < period_of(now)) {
    ended.push_back(periods_.begin()->second);
    periods_.erase(periods_.begin());
  }
  return ended;
}

void SignInFailures::give_back(const std::vector<FailurePeriod>& periods) {
  const MutexLock lock(mutex_);
  for (const auto& period : periods) add(period);
}

void record_failures(journal::Act& act, const std::vector<FailurePeriod>& periods) {
  for (const auto& period : periods) {
    const auto record = [&](std::string_view verb, std::int64_t count) {
      if (count > 0)
        act.record(verb, subject(period.person),
                   fmt::format(R"({{"from":"{}","count":{}}})", to_iso(period.from), count));
    };
    record("fail_sign_in", period.failures);
    record("lock_out", period.lock_outs);
  }
}

}  // namespace cunkou::people
