#pragma once
// The seam of alarms to a database. Called by one thread at a time for put; reads may come from any thread.

#include <optional>
#include <vector>

#include "sensing/alarms/alarm.hpp"
#include "sensing/alarms/alarm_step.hpp"

namespace cunkou::sql {
class Transaction;
}

namespace cunkou::alarms {

struct AlarmQuery {
  bool open_only = false;           // not cleared
  std::vector<ThingId> things;      // empty: all
  std::optional<Instant> from, to;  // raised at or after, and before
  std::optional<rules::Severity> severity;
  std::size_t top = 100;
  std::size_t skip = 0;
};

struct AlarmPage {
  std::int64_t count = 0;     // without top and skip
  std::vector<Alarm> alarms;  // newest first
};

class AlarmStore {
 public:
  virtual ~AlarmStore() = default;
  virtual AlarmId put(
      const Alarm&) = 0;  // id 0: inserted and numbered; else replaced. Durable when it returns
  virtual void add_step(const AlarmStep&) = 0;        // of an alarm that was put, after those it has
  virtual std::vector<AlarmStep> steps(AlarmId) = 0;  // in order
  virtual std::optional<Alarm> get(AlarmId) = 0;
  virtual std::vector<Alarm> open() = 0;  // not cleared, of all things, oldest first
  virtual AlarmPage list(const AlarmQuery&) = 0;
};

AlarmStore& alarm_store(sql::Transaction&);

}  // namespace cunkou::alarms
