#pragma once
// Private to sensing/monitor: state and steps of the Monitor (monitor.hpp lists the invariants). The
// functions that need the state lock say so; the others take nothing from memory, or run within a
// transaction, without the lock.

#include <exception>
#include <functional>
#include <memory>
#include <unordered_map>
#include <utility>

#include "base/mutex.hpp"
#include "sensing/monitor/monitor.hpp"
#include "sensing/monitor/thing_runtime.hpp"

namespace cunkou::monitor {

// Runs several steps although some throw (the database fails); end() rethrows the first exception. Keeps
// invariant 6.
class Attempts {
 public:
  template <class F>
  void operator()(F&& f) CUNKOU_NO_THREAD_SAFETY_ANALYSIS {  // f runs under the locks of the caller
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
  Impl(MonitorDefinitions d, MonitorCollaborators c) : definitions(d), collaborators(std::move(c)) {}

  const MonitorDefinitions definitions;
  const MonitorCollaborators collaborators;
  mutable Mutex state_mutex;
  std::map<ThingId, std::unique_ptr<ThingRuntime>> things CUNKOU_GUARDED_BY(state_mutex);
  std::unordered_map<StreamId, std::pair<ThingRuntime*, std::size_t>> streams CUNKOU_GUARDED_BY(state_mutex);
  std::optional<Instant> last_tick CUNKOU_GUARDED_BY(state_mutex);
  Changes changes CUNKOU_GUARDED_BY(state_mutex);

  // Run a transaction without the state lock (invariant 9).
  void write(const std::function<void(MonitorTransaction&)>&) const CUNKOU_REQUIRES(state_mutex);
  void read(const std::function<void(MonitorTransaction&)>&) const CUNKOU_REQUIRES(state_mutex);

  ThingRuntime* find(ThingId) const CUNKOU_REQUIRES(state_mutex);
  Result<ThingRuntime*> require(ThingId) const CUNKOU_REQUIRES(state_mutex);
  // A kind without one is a bug: std::out_of_range.
  const ThingAdvisor& advisor_of(const MonitoredThing&) const;
  // Precondition: it is monitored.
  const ThingSentences& sentences_of(ThingId) const CUNKOU_REQUIRES(state_mutex);

  // monitor_things.cpp
  void load(const std::vector<MonitoredThing>&, Instant now) CUNKOU_REQUIRES(state_mutex);
  void apply(const MonitoredThing&, Instant now) CUNKOU_REQUIRES(state_mutex);
  void forget(ThingId, const Actor&, Instant now) CUNKOU_REQUIRES(state_mutex);
  bool forget_others(const std::set<ThingId>& existing, Instant now) CUNKOU_REQUIRES(state_mutex);
  void bind(ThingId, std::string_view quantity, StreamId) CUNKOU_REQUIRES(state_mutex);
  void rebind(ThingId, const std::map<std::string, StreamId>& by_quantity, Instant now)
      CUNKOU_REQUIRES(state_mutex);
  void recall(StreamId, Instant time, double value) CUNKOU_REQUIRES(state_mutex);
  void observe(StreamId, Instant time, double value, Instant now) CUNKOU_REQUIRES(state_mutex);
  void tick(Instant now) CUNKOU_REQUIRES(state_mutex);
  void store_states(bool all) CUNKOU_REQUIRES(state_mutex);
  void resume_after_pause(Instant now) CUNKOU_REQUIRES(state_mutex);

  // monitor_rules.cpp
  Result<void> adjust(const rules::RuleOverride&, const Actor&, Instant now) CUNKOU_REQUIRES(state_mutex);
  void reset_rule(ThingId, std::string_view rule, const Actor&, Instant now) CUNKOU_REQUIRES(state_mutex);
  void evaluate_rule(ThingRuntime&, RuleInstance&, Instant now) CUNKOU_REQUIRES(state_mutex);
  void evaluate_all(ThingRuntime&, Instant now) CUNKOU_REQUIRES(state_mutex);
  void catch_up(const ThingRuntime&, RuleInstance&, Instant then) CUNKOU_REQUIRES(state_mutex);
  // Of a rule whose quantity no stream measures any more.
  void reset_rule_instance(ThingRuntime&, RuleInstance&, Instant now) CUNKOU_REQUIRES(state_mutex);

  // monitor_alarms.cpp
  Result<AlarmChanged> acknowledge(AlarmId, const Actor&, std::string note, Instant now)
      CUNKOU_REQUIRES(state_mutex);
  void apply_transition(ThingRuntime&, RuleInstance&, const rules::Evaluation&, Instant now)
      CUNKOU_REQUIRES(state_mutex);
  AlarmChanged commit_alarm(ThingRuntime&, const alarms::Alarm&, alarms::AlarmChangeKind,
                            const rules::RuleState*, const Actor&, Instant now) CUNKOU_REQUIRES(state_mutex);
  // Within the transaction.
  AlarmChanged store_alarm(MonitorTransaction&, const notifications::NoticePlan&, alarms::AlarmChangeKind,
                           std::vector<alarms::AlarmChange> earlier, Instant now) const
      CUNKOU_EXCLUDES(state_mutex);
  void store_deliveries(MonitorTransaction&, const notifications::NoticePlan&, AlarmChanged&) const
      CUNKOU_EXCLUDES(state_mutex);
  alarms::Finding finding_of(const ThingRuntime&, const RuleInstance&, const rules::Explanation&) const
      CUNKOU_REQUIRES(state_mutex);
  void send_due_notices(ThingRuntime&, Instant now) CUNKOU_REQUIRES(state_mutex);
  alarms::Alarm current_state_of(const ThingRuntime&, const alarms::Alarm&, Instant now) const
      CUNKOU_REQUIRES(state_mutex);
  bool is_worse(rules::Severity, std::string_view rule, rules::Severity than,
                std::string_view than_rule) const;
  void update_status(ThingRuntime&, Instant now) CUNKOU_REQUIRES(state_mutex);
  void load_alarms(MonitorTransaction&, Instant now) CUNKOU_REQUIRES(state_mutex);
  void load_alarm(MonitorTransaction&, const alarms::Alarm&, Instant now) CUNKOU_REQUIRES(state_mutex);
  void store_present_concerns(MonitorTransaction&, Instant now) CUNKOU_REQUIRES(state_mutex);
  static void forget_alarm(MonitorTransaction&, const alarms::Alarm&, const Actor&, Instant now);
  std::pair<ThingRuntime*, std::string> find_alarm(AlarmId) const CUNKOU_REQUIRES(state_mutex);

  // monitor_commands.cpp
  Result<actuation::Command> request(const CommandRequest&, const Actor&, Instant now)
      CUNKOU_REQUIRES(state_mutex);
  Result<actuation::Command> cancel(CommandId, const Actor&, std::string why, Instant now)
      CUNKOU_REQUIRES(state_mutex);
  Result<actuation::Command> answer(ThingId, CommandId, bool accepted, std::string reason, Instant now)
      CUNKOU_REQUIRES(state_mutex);
  void connected(ThingId, Instant now) CUNKOU_REQUIRES(state_mutex);
  void observe_motion(ThingId, std::string_view actuator, actuation::Motion, Instant at, Instant now)
      CUNKOU_REQUIRES(state_mutex);
  void observe_manual(ThingId, std::string_view actuator, bool manual, Instant at, Instant now)
      CUNKOU_REQUIRES(state_mutex);
  std::pair<ThingRuntime*, ActuatorRuntime*> find_command(CommandId) const CUNKOU_REQUIRES(state_mutex);
  Result<actuation::Command> request(ActuatorRuntime&, actuation::Command, const Actor&, Instant now)
      CUNKOU_REQUIRES(state_mutex);
  Result<actuation::Command> move(ActuatorRuntime&, const actuation::Move&, const Actor&, Instant now)
      CUNKOU_REQUIRES(state_mutex);
  void note_move(ActuatorRuntime&, actuation::CommandState before, Instant now) CUNKOU_REQUIRES(state_mutex);
  void try_send(ActuatorRuntime&, Instant now) CUNKOU_REQUIRES(state_mutex);
  void set_motion(ActuatorRuntime&, actuation::Motion, Instant at) CUNKOU_REQUIRES(state_mutex);
  // By the device itself.
  void motion_reported(ActuatorRuntime&, actuation::Motion, Instant at) CUNKOU_REQUIRES(state_mutex);
  void progress(ActuatorRuntime&, Instant now) CUNKOU_REQUIRES(state_mutex);
  void check_deadlines(ThingRuntime&, ActuatorRuntime&, Instant now) CUNKOU_REQUIRES(state_mutex);
  void send_stop_again(ActuatorRuntime&, Instant now) CUNKOU_REQUIRES(state_mutex);
  void stop_long_run(ThingRuntime&, ActuatorRuntime&, Instant now) CUNKOU_REQUIRES(state_mutex);
  void run_automatic(ThingRuntime&, ActuatorRuntime&, Instant now) CUNKOU_REQUIRES(state_mutex);

  // monitor_views.cpp
  Result<void> check(const MonitoredThing&) const CUNKOU_REQUIRES(state_mutex);
  std::optional<View> view_of(ThingId, Instant now) const CUNKOU_REQUIRES(state_mutex);
  std::vector<RuleView> rules(ThingId, Instant now) const CUNKOU_REQUIRES(state_mutex);
};

}  // namespace cunkou::monitor
