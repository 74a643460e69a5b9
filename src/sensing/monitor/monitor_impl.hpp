#pragma once
// Private to sensing/monitor: state and steps of the Monitor (monitor.hpp lists the invariants).

#include <exception>
#include <memory>
#include <unordered_map>
#include <utility>

#include "sensing/monitor/monitor.hpp"
#include "sensing/monitor/monitored_greenhouse.hpp"

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

struct Monitor::Impl {
  MonitorDefinitions definitions;
  TransactionRunner& transactions;
  MonitorListener listener;
  std::map<ThingId, std::unique_ptr<MonitoredGreenhouse>> greenhouses;
  std::unordered_map<StreamId, std::pair<MonitoredGreenhouse*, std::size_t>> streams;

  std::optional<Instant> last_tick;

  MonitoredGreenhouse* find(ThingId) const;
  Result<MonitoredGreenhouse*> require(ThingId) const;
  Result<void> write_or_refuse(const Also&) const;  // rolls back when the callback refuses

  // monitor_alarms.cpp
  void evaluate_rule(MonitoredGreenhouse&, RuleInstance&, Instant now);
  void evaluate_all(MonitoredGreenhouse&, Instant now);
  void catch_up(const MonitoredGreenhouse&, RuleInstance&, Instant then);
  void store_states(bool all);
  void resume_after_pause(Instant now);
  void apply_transition(MonitoredGreenhouse&, RuleInstance&, const rules::Evaluation&, Instant now);
  void commit_alarm(MonitoredGreenhouse&, const alarms::Alarm&, alarms::AlarmChange, const rules::RuleState*,
                    const Actor&, Instant now);
  std::vector<notifications::Delivery> deliveries_of(const notifications::Plan&) const;
  alarms::Finding finding_of(const MonitoredGreenhouse&, const RuleInstance&,
                             const rules::Explanation&) const;
  void reset_rule_instance(MonitoredGreenhouse&, RuleInstance&,
                           Instant now);  // of a rule whose quantity no stream measures any more
  void send_due_notices(MonitoredGreenhouse&, Instant now);
  alarms::Alarm current_state_of(const MonitoredGreenhouse&, const alarms::Alarm&, Instant now) const;
  bool is_worse(rules::Severity, std::string_view rule, rules::Severity than,
                std::string_view than_rule) const;
  void update_status(MonitoredGreenhouse&, Instant now);
  void load_alarms(Stores&, Instant now);
  static void forget_alarm(Stores&, const alarms::Alarm&, Instant now);
  std::pair<MonitoredGreenhouse*, std::string> find_alarm(AlarmId) const;

  // monitor_commands.cpp
  std::pair<MonitoredGreenhouse*, ActuatorRuntime*> find_command(CommandId) const;
  Result<actuation::Command> request(MonitoredGreenhouse&, ActuatorRuntime&, actuation::Command, const Actor&,
                                     Instant now);
  Result<actuation::Command> move(MonitoredGreenhouse&, ActuatorRuntime&, const actuation::Move&, const Actor&,
                                  Instant now);
  void try_send(MonitoredGreenhouse&, ActuatorRuntime&, Instant now);
  void set_motion(ActuatorRuntime&, actuation::Motion, Instant at);
  void motion_reported(ActuatorRuntime&, actuation::Motion, Instant at);  // by the device itself
  void progress(MonitoredGreenhouse&, ActuatorRuntime&, Instant now);
  void check_deadlines(MonitoredGreenhouse&, ActuatorRuntime&, Instant now);
  void send_stop_again(ActuatorRuntime&, Instant now);
  void stop_long_run(MonitoredGreenhouse&, ActuatorRuntime&, Instant now);
  void run_automatic(MonitoredGreenhouse&, ActuatorRuntime&, Instant now);
};

}  // namespace cunkou::monitor
