#pragma once
// Decides who may try to sign in, and keeps what failed: the throttle, a line in the log, counts for the
// journal and the metrics. Thread-safe.

#include <atomic>
#include <optional>
#include <string>
#include <unordered_map>

#include "base/clock.hpp"
#include "base/mutex.hpp"
#include "core/people/person.hpp"
#include "core/people/sign_in_failures.hpp"
#include "core/people/sign_in_throttle.hpp"
#include "platform/capability/log.hpp"
#include "platform/capability/metric.hpp"
#include "platform/http/request.hpp"
#include "platform/sql/database.hpp"

namespace cunkou::people {

struct Account {
  PersonId person;  // 0: the number has none
  std::string password_hash;
};

struct Attempt {  // of a request that outlives it
  const http::Request& request;
  std::string phone;
  Account account;
};

// 429 with Retry-After.
http::Response please_wait(const http::Request&, Duration);

class SignInGuard {
 public:
  SignInGuard(const Clock& clock, capability::Log& log) : clock_(clock), log_(log) {}

  // Before a password is checked: a response where the attempt has to wait. Report how it went by one of the
  // next three.
  std::optional<http::Response> wait_first(const Attempt&);
  void was_good(const Attempt&);
  void take_back(const Attempt&);  // nothing was decided, e.g. a code has yet to be typed
  void failed(const Attempt&);

  // Before a code of the second factor is checked; afterwards code_was_good() or failed().
  std::optional<http::Response> wait_for_code(const Attempt&);
  void code_was_good(const Attempt&);

  // One address's share of the attempts that wait for the thread that hashes. Trusted devices need none.
  bool take_place(const Attempt&) CUNKOU_EXCLUDES(mutex_);
  void give_place(const Attempt&) CUNKOU_EXCLUDES(mutex_);

  // Codes of invitations.
  std::optional<http::Response> wait_for_invitation(const http::Request&);
  void invitation_was_found(const http::Request& request) { throttle_.code_was_good(request.remote); }

  // Appends the failures of quarters that have ended to the journal; at the end of the program of all.
  void store_failures(sql::Database&, bool all);
  std::vector<capability::Metric> metrics() const;

 private:
  std::string seal_of(const Attempt&) const;
  std::optional<http::Response> locked_out(const Attempt&, std::optional<Duration> wait);

  const Clock& clock_;
  capability::Log& log_;
  SignInThrottle throttle_;
  SignInFailures failures_;
  std::atomic<std::int64_t> failed_{0}, failed_unknown_{0}, locked_out_{0};
  Mutex mutex_;
  std::unordered_map<std::string, std::size_t> waiting_ CUNKOU_GUARDED_BY(mutex_);  // by address
};

}  // namespace cunkou::people
