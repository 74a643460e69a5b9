#include "core/people/http/sign_in_guard.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "core/people/http/session_cookie.hpp"
#include "core/people/trusted_device.hpp"
#include "platform/http/problem.hpp"

namespace cunkou::people {
namespace {

// An address comes from a proxy's header, if the configuration trusts it.
std::string who_from(const Attempt& attempt) {
  const auto from = without_control_characters(excerpt(attempt.request.remote), '?');
  return attempt.account.person ? fmt::format("person {}, from {}", attempt.account.person.value, from)
                                : fmt::format("a number without an account, from {}", from);
}

}  // namespace

http::Response please_wait(const http::Request& request, Duration wait) {
  const auto seconds = (wait.count() + 999) / 1000;
  const auto minutes = std::to_string((seconds + 59) / 60);
  auto response = http::Response::problem(
      {Code::too_many,
       format_label("试的次数太多，请{}分钟后再试", "Too many attempts: try again in {} min", minutes)},
      http::language_of(request));
  response.headers.emplace_back("Retry-After", std::to_string(seconds));
  return response;
}

std::string SignInGuard::seal_of(const Attempt& attempt) const {
  return seal_in(trusted_device_cookie(attempt.request), attempt.account.password_hash);
}

std::optional<http::Response> SignInGuard::locked_out(const Attempt& attempt, std::optional<Duration> wait) {
  if (!wait) return std::nullopt;
  ++locked_out_;
  log_.warn("sign-in refused after too many failures: " + who_from(attempt));
  if (attempt.account.person) failures_.add_lock_out(attempt.account.person, clock_.now());
  return please_wait(attempt.request, *wait);
}

std::optional<http::Response> SignInGuard::wait_first(const Attempt& attempt) {
  const auto seal = seal_of(attempt);
  const auto now = clock_.now();
  return locked_out(attempt, seal.empty() ? throttle_.count(attempt.phone, attempt.request.remote, now)
                                          : throttle_.count_trusted(seal, now));
}

void SignInGuard::was_good(const Attempt& attempt) {
  if (const auto seal = seal_of(attempt); !seal.empty()) return throttle_.trusted_was_good(seal);
  throttle_.was_good(attempt.phone, attempt.request.remote);
}

void SignInGuard::take_back(const Attempt& attempt) {
  if (const auto seal = seal_of(attempt); !seal.empty()) return throttle_.take_back_trusted(seal);
  throttle_.take_back(attempt.phone, attempt.request.remote);
}

void SignInGuard::failed(const Attempt& attempt) {
  ++(attempt.account.person ? failed_ : failed_unknown_);
  log_.warn("sign-in failed: " + who_from(attempt));
  if (attempt.account.person) failures_.add_failure(attempt.account.person, clock_.now());
}

// The failures of a trusted device are counted by its seal already.
std::optional<http::Response> SignInGuard::wait_for_code(const Attempt& attempt) {
  if (!seal_of(attempt).empty()) return std::nullopt;
  return locked_out(attempt, throttle_.count_second_factor(attempt.account.person, clock_.now()));
}

void SignInGuard::code_was_good(const Attempt& attempt) {
  if (seal_of(attempt).empty()) throttle_.second_factor_was_good(attempt.account.person);
}

bool SignInGuard::take_place(const Attempt& attempt) {
  if (!seal_of(attempt).empty()) return true;
  const MutexLock lock(mutex_);
  auto& waiting = waiting_[attempt.request.remote];
  if (waiting >= limits::sign_ins_waiting_address) return false;
  ++waiting;
  return true;
}

void SignInGuard::give_place(const Attempt& attempt) {
  if (!seal_of(attempt).empty()) return;
  const MutexLock lock(mutex_);
  const auto found = waiting_.find(attempt.request.remote);
  if (found != waiting_.end() && --found->second == 0) waiting_.erase(found);
}

std::optional<http::Response> SignInGuard::wait_for_invitation(const http::Request& request) {
  const auto wait = throttle_.count_code(request.remote, clock_.now());
  if (!wait) return std::nullopt;
  return please_wait(request, *wait);
}

void SignInGuard::store_failures(sql::Database& database, bool all) {
  const auto now = clock_.now();
  const auto periods = all ? failures_.take_all() : failures_.take_ended(now);
  if (periods.empty()) return;
  try {
    database.write([&](sql::Transaction& t) {
      journal::Act act{PersonId(), "app", now, journal::journal_of(t)};
      record_failures(act, periods);
    });
  } catch (const sql::Broken& broken) {
    failures_.give_back(periods);
    log_.warn(std::string("failed sign-ins could not be stored: ") + broken.what());
  }
}

std::vector<capability::Metric> SignInGuard::metrics() const {
  return {{capability::Metric::Kind::counter,
           "cunkou_sign_ins_failed_total",
           "Sign-ins with a wrong password or code, by whether the number has an account",
           "account",
           {{"known", static_cast<double>(failed_)}, {"unknown", static_cast<double>(failed_unknown_)}}},
          capability::counter("cunkou_sign_ins_locked_out_total",
                              "Sign-ins refused because of too many failures before",
                              static_cast<double>(locked_out_))};
}

}  // namespace cunkou::people
