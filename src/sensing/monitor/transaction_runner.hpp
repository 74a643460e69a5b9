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

// Stores of one transaction of the Monitor; references are valid until the transaction ends.
struct Stores {
  alarms::AlarmStore& alarms;
  actuation::CommandStore& commands;
  actuation::ActuatorStore& actuators;
  rules::RuleStateStore& rule_states;
  rules::RuleOverrideStore& rule_overrides;
  notifications::DeliveryStore& deliveries;
  notifications::AddresseeStore& addressees;
  journal::Journal& journal;
};

// write() commits all changes or none and is durable when it returns; it throws when the database fails. The
// function may run again after a serialisation failure, so it must be repeatable. Calls must not nest.
class TransactionRunner {
 public:
  virtual ~TransactionRunner() = default;
  virtual void write(const std::function<void(Stores&)>&) = 0;
  virtual void read(const std::function<void(Stores&)>&) = 0;
};

}  // namespace cunkou::monitor
