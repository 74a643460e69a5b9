#pragma once
// Persistence interface for alarms. Used within one transaction by one thread. Throws when the database
// fails.

#include <optional>
#include <vector>

#include "sensing/alarms/alarm.hpp"
#include "sensing/alarms/alarm_change.hpp"

namespace cunkou::sql {
class Transaction;
}

namespace cunkou::alarms {

struct AlarmQuery {
  bool open_only = false;           // only alarms that are not cleared
  std::vector<ThingId> things;      // empty: all
  std::optional<Instant> from, to;  // raised in [from, to)
  std::optional<rules::Severity> severity;
  std::size_t top = 100;
  std::size_t skip = 0;
};

struct AlarmPage {
  std::int64_t count = 0;     // of all matches, ignoring top and skip
  std::vector<Alarm> alarms;  // newest first
};

class AlarmStore {
 public:
  virtual ~AlarmStore() = default;
  virtual AlarmId put(const Alarm&) = 0;            // id 0: inserts and returns the new id; else replaces
  virtual void add_change(const AlarmChange&) = 0;  // appends to the changes of a stored alarm
  // Of all these alarms in one read; those of one alarm in order.
  virtual std::vector<AlarmChange> changes_of(const std::vector<AlarmId>&) = 0;
  virtual std::optional<Alarm> get(AlarmId) = 0;
  virtual std::vector<Alarm> get(const std::vector<AlarmId>&) = 0;  // in one read, oldest first
  virtual std::vector<Alarm> open() = 0;                            // not cleared, all things, oldest first
  virtual AlarmPage list(const AlarmQuery&) = 0;
};

AlarmStore& alarm_store(sql::Transaction&);

}  // namespace cunkou::alarms
