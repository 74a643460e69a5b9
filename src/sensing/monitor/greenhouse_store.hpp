#pragma once
// The seam of the settings of greenhouses to a database. Called by one thread at a time; a broken environment
// is an exception.

#include <vector>

#include "sensing/monitor/greenhouse.hpp"

namespace cunkou::sql {
class Transaction;
}

namespace cunkou::monitor {

class GreenhouseStore {
 public:
  virtual ~GreenhouseStore() = default;

  virtual std::vector<Greenhouse> all() = 0;  // also those without settings yet
  virtual void put(const Greenhouse&) = 0;    // upserted by thing
  virtual void forget(ThingId) = 0;           // the thing is gone
};

// all() joins the Thing's planting, its place's position and its household's quiet hours with the settings.
GreenhouseStore& greenhouse_store(sql::Transaction&);

}  // namespace cunkou::monitor
