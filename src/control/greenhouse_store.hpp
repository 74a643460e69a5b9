#pragma once
// The seam of greenhouse settings to a database. Called by one thread at a time.

#include <vector>

#include "control/greenhouse.hpp"

namespace cunkou::control {

class GreenhouseStore {
 public:
  virtual ~GreenhouseStore() = default;
  virtual std::vector<Greenhouse> list() = 0;
  virtual std::optional<Greenhouse> get(ThingId) = 0;
  virtual void put(const Greenhouse&) = 0;  // upserted by thing
  virtual void remove(ThingId) = 0;
};

}  // namespace cunkou::control
