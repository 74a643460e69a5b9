#pragma once
// Transactions of the Monitor on the state database.

#include <functional>

#include "core/journal/act.hpp"
#include "sensing/actuation/actuator_store.hpp"
#include "sensing/actuation/command_store.hpp"
#include "sensing/alarms/alarm_store.hpp"
#include "sensing/notifications/addressees.hpp"
#include "sensing/notifications/delivery_store.hpp"
#include "sensing/rules/rule_override_store.hpp"
#include "sensing/rules/rule_state_store.hpp"

namespace cunkou::monitor {

// One transaction of the Monitor: gives a step the store that it needs. References are valid until it ends.
class MonitorTransaction {
 public:
  virtual ~MonitorTransaction() = default;
  virtual alarms::AlarmStore& alarms() = 0;
  virtual actuation::CommandStore& commands() = 0;
  virtual actuation::ActuatorStore& actuators() = 0;
  virtual rules::RuleStateStore& rule_states() = 0;
  virtual rules::RuleOverrideStore& rule_overrides() = 0;
  virtual notifications::DeliveryStore& deliveries() = 0;
  virtual notifications::AddresseeStore& addressees() = 0;
  virtual journal::Journal& journal() = 0;
};

// write() commits all changes or none and is durable when it returns; it throws when the database fails. The
// function may run again after a serialisation failure, so it must be repeatable. Calls must not nest.
class TransactionRunner {
 public:
  virtual ~TransactionRunner() = default;
  virtual void write(const std::function<void(MonitorTransaction&)>&) = 0;
  virtual void read(const std::function<void(MonitorTransaction&)>&) = 0;
};

}  // namespace cunkou::monitor
