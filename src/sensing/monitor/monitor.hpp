#pragma once
// Monitors greenhouses: takes readings, evaluates rules, and manages alarms, notices and actuator commands.
// Holds the latest readings, rule states, open alarms and actuator states in memory, persists through
// TransactionRunner and reports changes to MonitorListener.
//
// Synchronous and single-threaded: callers serialise all calls (MonitorService holds a mutex). It starts no
// threads and reads no clock; the time is a parameter.
//
// observe() evaluates only the rules that read the observed quantity. Derived quantities, holds, silence,
// notices, expiry and automatic control are evaluated by tick(), which the caller runs every few seconds.
//
// Invariants, between two calls:
// 1. A thing has at most one open alarm per concern.
// 2. Memory changes only after the transaction that stores the same change has committed. If the transaction
//    throws, the call may be repeated.
// 3. Listeners run after the commit, on the caller's thread; MonitorListener::deliveries is the one exception
//    and runs before it.
// 4. An actuator has at most one command that is not over.
// 5. A command is stored as sent before it is sent; it is sent at most once, except stop, which is repeated
//    until it is answered.
// 6. A failure in one greenhouse does not stop the evaluation of the others: observe() and tick() finish,
//    then rethrow the first exception.
// 7. An alarm whose transaction failed is in the View with id 0, has notified nobody, and is stored by a
//    later tick().
// 8. A reading older than the newest of its stream changes nothing.

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "core/journal/act.hpp"
#include "sensing/actuation/actuator_store.hpp"
#include "sensing/actuation/command.hpp"
#include "sensing/actuation/command_store.hpp"
#include "sensing/agronomy/crop.hpp"
#include "sensing/alarms/alarm.hpp"
#include "sensing/alarms/alarm_step.hpp"
#include "sensing/alarms/alarm_store.hpp"
#include "sensing/devices/profile.hpp"
#include "sensing/monitor/advise.hpp"
#include "sensing/monitor/greenhouse.hpp"
#include "sensing/monitor/greenhouse_store.hpp"
#include "sensing/notifications/delivery.hpp"
#include "sensing/notifications/delivery_store.hpp"
#include "sensing/notifications/escalation.hpp"
#include "sensing/rules/climate.hpp"
#include "sensing/rules/evaluate.hpp"
#include "sensing/rules/rule.hpp"
#include "sensing/rules/rule_override_store.hpp"
#include "sensing/rules/rule_state_store.hpp"

namespace cunkou::sensorthings {
class EntityStore;
}

namespace cunkou::monitor {

// The stores of one transaction; references are valid until the transaction ends.
struct Stores {
  alarms::AlarmStore& alarms;
  actuation::CommandStore& commands;
  actuation::ActuatorStore& actuators;
  rules::RuleStateStore& rule_states;
  rules::RuleOverrideStore& rule_overrides;
  GreenhouseStore& greenhouses;
  notifications::DeliveryStore& deliveries;
  journal::Journal& journal;
  sensorthings::EntityStore* things = nullptr;  // for the `also` callback of configure()
};

// Runs transactions on the state database. write() commits all changes or none and is durable when it
// returns; it throws when the database fails. Calls must not nest.
class TransactionRunner {
 public:
  virtual ~TransactionRunner() = default;
  virtual void write(const std::function<void(Stores&)>&) = 0;
  virtual void read(const std::function<void(Stores&)>&) = 0;
};

// Callbacks of the Monitor; each may be empty. Called after the commit, on the caller's thread. A callback
// must not call the Monitor.
struct MonitorListener {
  std::function<void(const alarms::Alarm&, alarms::AlarmChange)> alarm;
  // Called before the commit: returns the deliveries of a notice (people, channels, texts). They are stored
  // in the transaction of the alarm.
  std::function<std::vector<notifications::Delivery>(const notifications::Notice&, const alarms::Alarm&)>
      deliveries;
  std::function<void()> delivery_due;  // a delivery is due: wake the dispatcher
  // A command is sent at most once: it waits until a device is reachable, and is stored as sent before
  // `send`.
  std::function<bool(const actuation::Command&)> is_reachable;  // a device of the thing is connected
  std::function<bool(const actuation::Command&)> send;          // false: the device has just disconnected
  std::function<void(const actuation::Command&, const actuation::CommandStep&)> command;
  std::function<void(const actuation::ActuatorState&)> actuator;
  std::function<void(ThingId, rules::ThingStatus, Instant since)> status;
};

// Definitions read at start. They outlive the Monitor and never change.
struct MonitorDefinitions {
  const std::vector<devices::Profile>& profiles;
  const std::vector<agronomy::Crop>& crops;
  const rules::RuleSet& rules;
  const notifications::EscalationPolicy& escalation;
};

struct Actor {  // who acts
  PersonId person;
  std::string via = "app";
};

struct CommandRequest {
  ThingId thing;
  std::string actuator;
  rules::Action action = rules::Action::stop;
  std::optional<double> position;
  std::string why;
};

struct RuleView {
  const rules::Rule* rule = nullptr;
  std::optional<rules::Setting> setting;   // none: the rule does not apply here (no number for this crop)
  std::optional<rules::Setting> standard;  // without the override of the household
  std::optional<rules::RuleOverride> own;  // the override of the household
  rules::Explanation explanation;
};

struct View {
  Greenhouse greenhouse;
  std::string stage;
  agronomy::Segment segment = agronomy::Segment::morning;
  rules::ThingStatus status = rules::ThingStatus::no_data;
  Instant since;
  std::vector<alarms::Alarm> alarms;  // open, worst first
  std::vector<rules::QuantityReading> latest;
  rules::Climate climate;
  std::vector<agronomy::Band> bands;  // in force now
  std::vector<Advice> advice;
  std::vector<actuation::ActuatorState> actuators;
  std::vector<actuation::Command> commands;  // the latest of each actuator
};

class Monitor {
 public:
  Monitor(MonitorDefinitions, TransactionRunner&, MonitorListener);
  ~Monitor();

  // At start: loads settings, states, open alarms and commands. Clears the open alarms of things and rules
  // that no longer exist. The caller then calls bind() for each stream, recall() with the last two hours of
  // air_temperature and, if available, the last day of temperature and humidity, and tick().
  void load(Instant now);

  // Greenhouses.
  // Adds or updates a greenhouse; refuses an unknown profile, crop or stage. `also` runs in the same
  // transaction; if it refuses, nothing is stored.
  using Also = std::function<Result<void>(Stores&)>;
  Result<void> configure(const Greenhouse&, const Actor&, Instant now, const Also& also = {});
  void forget(ThingId, const Actor&, Instant now);  // when the thing is deleted: ends its alarms and commands
  void bind(ThingId, std::string_view quantity, StreamId);  // idempotent; ignores an unknown thing
  // Binds exactly these streams. A quantity that is not bound any more loses its readings and the alarms
  // that rest on them.
  void rebind(ThingId, const std::map<std::string, StreamId>& by_quantity, Instant now);
  std::vector<ThingId> things() const;

  // Readings. Ignores a stream that is not bound, and a reading older than the newest of its stream.
  void observe(StreamId, Instant time, double value, Instant now);
  // Adds a reading from history. Evaluates nothing; tick() uses it while it is fresh.
  void recall(StreamId, Instant time, double value);
  bool has_no_readings(ThingId) const;  // false for an unknown thing
  // `at`: time of the report by the device. Ignores a report older than the current motion.
  void observe_motion(ThingId, std::string_view actuator, actuation::Motion, Instant at, Instant now);
  // Manual control switch; actuator "": all of the thing's. Switching it on cancels open commands.
  void observe_manual(ThingId, std::string_view actuator, bool manual, Instant at, Instant now);

  void tick(Instant now);
  void store_states();  // before shutdown: stores the states of all rules

  // Alarms.
  Result<alarms::Alarm> acknowledge(AlarmId, const Actor&, std::string note, Instant now);

  // Rules.
  Result<void> adjust(const rules::RuleOverride&, const Actor&, Instant now);
  void reset_rule(ThingId, std::string_view rule, const Actor&, Instant now);
  std::vector<RuleView> rules(ThingId, Instant now) const;

  // Commands.
  Result<actuation::Command> request(const CommandRequest&, const Actor&, Instant now);
  Result<actuation::Command> cancel(CommandId, const Actor&, std::string why, Instant now);
  // The device's answer to a command. Refuses a command that is over, unknown, or of another thing.
  Result<actuation::Command> answer(ThingId, CommandId, bool accepted, std::string reason, Instant now);
  void connected(ThingId, Instant now);  // a device has connected: sends waiting commands

  // Queries.
  std::optional<View> view_of(ThingId, Instant now) const;
  rules::ThingStatus status(ThingId) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cunkou::monitor
