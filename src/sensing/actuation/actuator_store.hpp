#pragma once
// Persistence interface for the states of actuators. Used within one transaction by one thread. Throws when
// the database fails.

#include <vector>

#include "sensing/actuation/actuator_state.hpp"

namespace cunkou::sql {
class Transaction;
}

namespace cunkou::actuation {

class ActuatorStore {
 public:
  virtual ~ActuatorStore() = default;

  virtual std::vector<ActuatorState> all() = 0;  // of all things
  virtual void put(const ActuatorState&) = 0;    // upsert by (thing, actuator)
  virtual void forget(ThingId) = 0;              // when the thing is deleted
};

ActuatorStore& actuator_store(sql::Transaction&);

}  // namespace cunkou::actuation
