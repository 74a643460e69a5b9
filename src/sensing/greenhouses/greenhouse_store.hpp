#pragma once
// Persistence interface for greenhouse settings. Used within one transaction by one thread; throws when the
// database fails. The settings of a deleted Thing are deleted with it.

#include <optional>
#include <vector>

#include "sensing/greenhouses/planting.hpp"

namespace cunkou::sql {
class Transaction;
}

namespace cunkou::greenhouses {

// The settings have the planting as their details, and are joined with the position of the Thing's place and
// the quiet hours of its household.
class GreenhouseStore {
 public:
  virtual ~GreenhouseStore() = default;

  virtual std::vector<monitor::MonitoredThing> all() = 0;  // includes greenhouses that have no settings yet
  virtual std::optional<monitor::MonitoredThing> get(ThingId) = 0;
  virtual void put(const monitor::MonitoredThing&) = 0;  // upsert by thing
};

GreenhouseStore& greenhouse_store(sql::Transaction&);

}  // namespace cunkou::greenhouses
