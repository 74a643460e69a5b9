#pragma once
// Persistence interface for greenhouse settings. Used within one transaction by one thread; throws when the
// database fails.

#include <vector>

#include "sensing/monitor/greenhouse.hpp"

namespace cunkou::sql {
class Transaction;
}

namespace cunkou::monitor {

class GreenhouseStore {
 public:
  virtual ~GreenhouseStore() = default;

  virtual std::vector<Greenhouse> all() = 0;  // includes greenhouses that have no settings yet
  virtual void put(const Greenhouse&) = 0;    // upsert by thing
  virtual void forget(ThingId) = 0;           // when the thing is deleted
};

// all() joins the settings with the Thing's planting, the position of its place and the quiet hours of its
// household.
GreenhouseStore& greenhouse_store(sql::Transaction&);

}  // namespace cunkou::monitor
