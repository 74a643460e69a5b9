#pragma once
// Monitors things: takes readings, evaluates rules, and manages alarms, notices and actuator commands. Holds
// the latest readings, rule states, open alarms and actuator states in memory, persists through
// TransactionRunner and keeps its changes until take_changes().
//
// Synchronous: starts no threads and reads no clock; the time is a parameter. Callers serialise the changes
// (MonitorService holds a mutex); queries run on any thread, beside a change too.
//
// observe() evaluates only the rules that read the observed quantity. Derived quantities, holds, silence,
// notices, expiry and automatic control are evaluated by tick(), which the caller runs every few seconds.
//
// Invariants, between two calls:
// 1. A thing has at most one open alarm per concern.
// 2. Memory changes only after the transaction that stores the same change has committed. If the transaction
//    throws, the call may be repeated.
// 3. Each commit of an alarm, a command or a motion leaves one Change with the values that it stored; nothing
//    is read again for it. The Monitor calls only the NotificationPlanner, which is pure, and the DeviceLink.
// 4. An actuator has at most one command that is not over.
// 5. A command is stored as sent before it is sent; it is sent at most once, except stop, which is repeated
//    until it is answered.
// 6. A failure in one thing does not stop the evaluation of the others: observe() and tick() finish, then
//    rethrow the first exception.
// 7. An alarm whose transaction failed is in the View with id 0, has notified nobody, and is stored by a
//    later tick().
// 8. A reading older than the newest of its stream changes nothing.
// 9. The state lock guards the memory. A change holds it while it computes and applies, and releases it
//    while its transaction runs; load(), before which there is nothing to query, is the exception. Only the
//    change writes memory, so it finds it as it left it. A query holds the lock throughout and never waits
//    for the disk; it sees the memory before or after each of the commits of a change, never half of one.

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "sensing/devices/profile.hpp"
#include "sensing/monitor/device_link.hpp"
#include "sensing/monitor/monitor_listener.hpp"
#include "sensing/monitor/monitored_thing.hpp"
#include "sensing/monitor/thing_advisor.hpp"
#include "sensing/monitor/transaction_runner.hpp"
#include "sensing/notifications/notification_planner.hpp"
#include "sensing/rules/air_quantities.hpp"
#include "sensing/rules/evaluate.hpp"
#include "sensing/rules/rule.hpp"

namespace cunkou::monitor {

// Definitions read at start. They outlive the Monitor and never change.
struct MonitorDefinitions {
  const std::vector<devices::Profile>& profiles;
  const rules::RuleSet& rules;
  const notifications::EscalationPolicy& escalation;
};

// Collaborators of the Monitor; outlive it.
struct MonitorCollaborators {
  TransactionRunner& transactions;
  ThingAdvisors advisors;  // of every kind that a monitored thing has
  const notifications::NotificationPlanner& planner;
  DeviceLink& devices;
};

struct Actor {  // a person, or a rule or device without one
  PersonId person;
  std::string via = "app";
};

struct CommandRequest {
  ThingId thing;
  std::string actuator;
  actuation::Action action = actuation::Action::stop;
  std::optional<double> position;
  std::string why;
};

struct RuleView {
  const rules::Rule* rule = nullptr;
  std::optional<rules::Setting> setting;   // none: the rule does not apply here (no number for this thing)
  std::optional<rules::Setting> standard;  // without the override of the household
  std::optional<rules::RuleOverride> own;  // the override of the household
  rules::Explanation explanation;
};

struct View {
  MonitoredThing thing;
  agronomy::Requirements requirements;  // in force now
  rules::ThingStatus status = rules::ThingStatus::no_data;
  Instant since;
  std::vector<alarms::Alarm> alarms;  // open, worst first
  std::vector<rules::QuantityReading> latest;
  rules::AirQuantities air;
  std::vector<agronomy::Band> bands;  // in force now
  std::vector<Advice> advice;
  std::vector<actuation::ActuatorState> actuators;
  std::vector<CommandCourse> commands;  // the latest of each actuator
};

class Monitor {
 public:
  Monitor(MonitorDefinitions, MonitorCollaborators);
  ~Monitor();

  // Changes: one at a time. They throw when the database fails.

  // At start: loads states, open alarms and commands of these things. Clears the open alarms of things and
  // rules that no longer exist. The caller then calls bind() for each stream, recall() with the last day
  // of ThingAdvisor::recalled_quantities(), and tick().
  void load(const std::vector<MonitoredThing>&, Instant now);

  // Adds or updates a thing whose settings check() accepted and the caller has stored.
  void apply(const MonitoredThing&, Instant now);
  void forget(ThingId, const Actor&, Instant now);  // when the thing is deleted: ends its alarms and commands
  // Forgets all things but these, which exist in the database; returns whether there were others.
  bool forget_others(const std::set<ThingId>& existing, Instant now);
  void bind(ThingId, std::string_view quantity, StreamId);  // idempotent; ignores an unknown thing
  // Binds exactly these streams. A quantity that is not bound any more loses its readings and the alarms
  // that rest on them.
  void rebind(ThingId, const std::map<std::string, StreamId>& by_quantity, Instant now);

  // Ignores a stream that is not bound, and a reading older than the newest of its stream.
  void observe(StreamId, Instant time, double value, Instant now);
  // Adds a reading from history. Evaluates nothing; tick() uses it while it is fresh.
  void recall(StreamId, Instant time, double value);
  // `at`: time of the report by the device. Ignores a report older than the current motion.
  void observe_motion(ThingId, std::string_view actuator, actuation::Motion, Instant at, Instant now);
  // Manual control switch; actuator "": all of the thing's. Switching it on cancels open commands.
  void observe_manual(ThingId, std::string_view actuator, bool manual, Instant at, Instant now);

  void tick(Instant now);
  void store_states();  // before shutdown: stores the states of all rules

  // Returns the change that listeners get.
  Result<AlarmChanged> acknowledge(AlarmId, const Actor&, std::string note, Instant now);

  Result<void> adjust(const rules::RuleOverride&, const Actor&, Instant now);
  void reset_rule(ThingId, std::string_view rule, const Actor&, Instant now);

  Result<actuation::Command> request(const CommandRequest&, const Actor&, Instant now);
  Result<actuation::Command> cancel(CommandId, const Actor&, std::string why, Instant now);
  // The device's answer to a command. Refuses a command that is over, unknown, or of another thing.
  Result<actuation::Command> answer(ThingId, CommandId, bool accepted, std::string reason, Instant now);
  void connected(ThingId, Instant now);  // a device has connected: sends waiting commands

  Changes take_changes();  // since the last call, also of calls that threw

  // Queries: any thread, at any time.

  Result<void> check(const MonitoredThing&) const;  // refuses an unknown profile and what its kind refuses
  std::optional<View> view_of(ThingId, Instant now) const;
  // The value of this open alarm is back in range, and its rule waits for clear_hold.
  bool is_recovering(const alarms::Alarm&, Instant now) const;
  std::vector<RuleView> rules(ThingId, Instant now) const;
  std::optional<CommandCourse> course_of(CommandId) const;  // of the latest command of an actuator
  bool has_no_readings(ThingId) const;                      // false for an unknown thing

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cunkou::monitor
