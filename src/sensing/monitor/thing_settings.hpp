#pragma once
// Persistence interface for the settings of monitored things, implemented by the capability that owns their
// kind. Each call is a transaction of its own. Any thread; throws when the database fails.

#include <optional>
#include <vector>

#include "sensing/monitor/monitored_thing.hpp"

namespace cunkou::monitor {

class ThingSettings {
 public:
  virtual ~ThingSettings() = default;

  virtual std::vector<MonitoredThing> all() = 0;  // includes things that have no settings yet
  virtual std::optional<MonitoredThing> find(ThingId) = 0;
  // Stored on behalf of the program itself, with an entry in the journal.
  virtual void put(const MonitoredThing&, Instant now) = 0;
};

}  // namespace cunkou::monitor
