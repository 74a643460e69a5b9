#pragma once
// Private to sensing/monitor: state and steps of the Monitor (monitor.hpp lists the invariants). Every
// function is called with the state lock held.

#include <exception>
#include <functional>
#include <memory>
#include <unordered_map>
#include <utility>

#include "sensing/monitor/monitor.hpp"
#include "sensing/monitor/thing_runtime.hpp"

namespace cunkou::monitor {

// Runs several steps although some throw (the database fails); end() rethrows the first exception. Keeps
// invariant 6.
class Attempts {
 public:
  template <class F>
  void operator()(F&& f) {
    try {
      f();
    } catch (...) {
      if (!first_) first_ = std::current_exception();
    }
  }
  void end() const {
    if (first_) std::rethrow_exception(first_);
  }

 private:
  std::exception_ptr first_;
};

// Every act of the monitor is recorded in the transaction that it changes.
inline journal::Act act_of(MonitorTransaction& transaction, const Actor& by, Instant now) {
  return {by.person, by.via, now, transaction.journal()};
}

struct Monitor::Impl {
  Impl(MonitorDefinitions d, MonitorCollaborators c, Mutex& s)
      : definitions(d), collaborators(c), state_mutex(s) {}

  const MonitorDefinitions definitions;
  const MonitorCollaborators collaborators;
  Mutex& state_mutex;
  std::map<ThingId, std::unique_ptr<ThingRuntime>> things;
  std::unordered_map<StreamId, std::pair<ThingRuntime*, std::size_t>> streams;
  std::optional<Instant> last_tick;
  Changes changes;

  // Run a transaction without the state lock (invariant 9).
  void write(const std::function<void(MonitorTransaction&)>&) const;
  void read(const std::function<void(MonitorTransaction&)>&) const;

  ThingRuntime* find(ThingId) const;
  Result<ThingRuntime*> require(ThingId) const;
  const ThingAdvisor& advisor_of(
      const MonitoredThing&) const;  // throws std::out_of_range (a bug) for a kind without one
  const ThingSentences& sentences_of(ThingId) const;  // precondition: it is monitored

  // monitor_things.cpp
  void load(const std::vector<MonitoredThing>&, Instant now);
  void apply(const MonitoredThing&, Instant now);
  void forget(ThingId, const Actor&, Instant now);
  bool forget_others(const std::set<ThingId>& existing, Instant now);
  void bind(ThingId, std::string_view quantity, StreamId);
  void rebind(ThingId, const std::map<std::string, StreamId>& by_quantity, Instant now);
  void recall(StreamId, Instant time, double value);
  void observe(StreamId, Instant time, double value, Instant now);
  void tick(Instant now);
  void store_states(bool all);
  void resume_after_pause(Instant now);

  // monitor_rules.cpp
  Result<void> adjust(const rules::RuleOverride&, const Actor&, Instant now);
  void reset_rule(ThingId, std::string_view rule, const Actor&, Instant now);
  void evaluate_rule(ThingRuntime&, RuleInstance&, Instant now);
  void evaluate_all(ThingRuntime&, Instant now);
  void catch_up(const ThingRuntime&, RuleInstance&, Instant then);
  void reset_rule_instance(ThingRuntime&, RuleInstance&,
                           Instant now);  // of a rule whose quantity no stream measures any more

  // monitor_alarms.cpp
  Result<AlarmChanged> acknowledge(AlarmId, const Actor&, std::string note, Instant now);
  void apply_transition(ThingRuntime&, RuleInstance&, const rules::Evaluation&, Instant now);
  AlarmChanged commit_alarm(ThingRuntime&, const alarms::Alarm&, alarms::AlarmChange, const rules::RuleState*,
                            const Actor&, Instant now);
  // Within the transaction.
  AlarmChanged store_alarm(MonitorTransaction&, const notifications::NoticePlan&, alarms::AlarmChange,
                           std::vector<alarms::AlarmStep> earlier, Instant now) const;
  void store_deliveries(MonitorTransaction&, const notifications::NoticePlan&, AlarmChanged&) const;
  alarms::Finding finding_of(const ThingRuntime&, const RuleInstance&, const rules::Explanation&) const;
  void send_due_notices(ThingRuntime&, Instant now);
  alarms::Alarm current_state_of(const ThingRuntime&, const alarms::Alarm&, Instant now) const;
  bool is_worse(rules::Severity, std::string_view rule, rules::Severity than,
                std::string_view than_rule) const;
  void update_status(ThingRuntime&, Instant now);
  void load_alarms(MonitorTransaction&, Instant now);
  void load_alarm(MonitorTransaction&, const alarms::Alarm&, Instant now);
  void store_present_concerns(MonitorTransaction&, Instant now);
  static void forget_alarm(MonitorTransaction&, const alarms::Alarm&, const Actor&, Instant now);
  std::pair<ThingRuntime*, std::string> find_alarm(AlarmId) const;

  // monitor_commands.cpp
  Result<actuation::Command> request(const CommandRequest&, const Actor&, Instant now);
  Result<actuation::Command> cancel(CommandId, const Actor&, std::string why, Instant now);
  Result<actuation::Command> answer(ThingId, CommandId, bool accepted, std::string reason, Instant now);
  void connected(ThingId, Instant now);
  void observe_motion(ThingId, std::string_view actuator, actuation::Motion, Instant at, Instant now);
  void observe_manual(ThingId, std::string_view actuator, bool manual, Instant at, Instant now);
  std::pair<ThingRuntime*, ActuatorRuntime*> find_command(CommandId) const;
  Result<actuation::Command> request(ActuatorRuntime&, actuation::Command, const Actor&, Instant now);
  Result<actuation::Command> move(ActuatorRuntime&, const actuation::Move&, const Actor&, Instant now);
  void note_move(ActuatorRuntime&, actuation::CommandState before, Instant now);
  void try_send(ActuatorRuntime&, Instant now);
  void set_motion(ActuatorRuntime&, actuation::Motion, Instant at);
  void motion_reported(ActuatorRuntime&, actuation::Motion, Instant at);  // by the device itself
  void progress(ActuatorRuntime&, Instant now);
  void check_deadlines(ThingRuntime&, ActuatorRuntime&, Instant now);
  void send_stop_again(ActuatorRuntime&, Instant now);
  void stop_long_run(ThingRuntime&, ActuatorRuntime&, Instant now);
  void run_automatic(ThingRuntime&, ActuatorRuntime&, Instant now);

  // monitor_views.cpp
  Result<void> check(const MonitoredThing&) const;
  std::optional<View> view_of(ThingId, Instant now) const;
  std::vector<RuleView> rules(ThingId, Instant now) const;
};

}  // namespace cunkou::monitor
