#pragma once
// Counts failed sign-ins and lock-outs of accounts by quarter of an hour, so that the journal gets one entry
// of each for an account and a quarter, however many there are. In memory: a killed program loses the present
// quarter. Thread-safe.

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "base/mutex.hpp"
#include "core/journal/act.hpp"
#include "core/people/person.hpp"

namespace cunkou::people {

struct FailurePeriod {
  PersonId person;
  Instant from;
  std::int64_t failures = 0, lock_outs = 0;
};

class SignInFailures {
 public:
  void add_failure(PersonId, Instant) CUNKOU_EXCLUDES(mutex_);
  void add_lock_out(PersonId, Instant) CUNKOU_EXCLUDES(mutex_);

  // Removes the periods that ended before `now` and returns them in their order.
  std::vector<FailurePeriod> take_ended(Instant now) CUNKOU_EXCLUDES(mutex_);
  std::vector<FailurePeriod> take_all() { return take_ended({INT64_MAX}); }
  void give_back(const std::vector<FailurePeriod>&) CUNKOU_EXCLUDES(mutex_);  // they could not be stored

 private:
  void add(const FailurePeriod&) CUNKOU_REQUIRES(mutex_);

  Mutex mutex_;
  // By the beginning of the period, then the person.
  std::map<std::pair<std::int64_t, std::int64_t>, FailurePeriod> periods_ CUNKOU_GUARDED_BY(mutex_);
};

// Appends their entries to the journal, without phone numbers or addresses.
void record_failures(journal::Act&, const std::vector<FailurePeriod>&);

}  // namespace cunkou::people
