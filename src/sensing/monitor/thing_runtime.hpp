#pragma once
// Private to sensing/monitor: the state of one thing in memory.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sensing/alarms/alarm.hpp"
#include "sensing/monitor/monitor.hpp"

namespace cunkou::monitor {

// Tolerance for a device clock that runs ahead.
inline constexpr Duration ahead_max = minutes(2);

// The input of one measured quantity.
struct QuantityInput {
  std::string quantity;
  StreamId stream;
  std::optional<rules::QuantityReading> latest;
  bool keeps_past = false;
  std::vector<rules::QuantityReading> past;  // one a minute over three hours, for rates of change
  std::vector<std::size_t> rule_instances;   // indices of the rules that read it
  std::optional<std::size_t> runtime;        // index of the actuator whose position it is

  void forget();  // unbinds the stream and drops its readings
};

// A rule and its state for this thing.
struct RuleInstance {
  const rules::Rule* rule = nullptr;
  std::optional<rules::Setting> setting;
  rules::RuleState state;
  rules::RuleState stored;  // as last stored
};

// Motion before the last command was sent; restored when the device refuses that command.
struct PreviousMotion {
  actuation::Motion motion = actuation::Motion::still;
  Instant since;
};

// An actuator and its control state.
struct ActuatorRuntime {
  const devices::Actuator* actuator = nullptr;
  actuation::ActuatorState state;
  std::optional<actuation::Command> last;         // at most this one is not over (invariant 4)
  std::vector<actuation::CommandChange> changes;  // of `last`
  Instant person_at;                              // last command of a person: rules pause for a while
  Instant next_attempt;                           // earliest time of the next automatic command
  int fails = 0;
  bool unconfirmed = false;              // a command was sent and not answered: the motion is an assumption
  std::optional<PreviousMotion> before;  // none after a restart
  Instant stop_sent;                     // when stop was last sent; repeated until it is answered
  int stops = 0;                         // stop commands sent after run_max, not yet acknowledged
};

// An open alarm, its changes and its notification schedule.
struct OpenAlarm {
  alarms::Alarm alarm;
  std::vector<alarms::AlarmChange> changes;
  std::optional<Instant> again;  // when the next notice may be due
  std::optional<Instant> eased;  // when it last eased
  std::string worst;             // rule of the worst state that was notified
  rules::Severity worst_severity = rules::Severity::watch;
};

struct ControlDemand {
  double position = 0;
  std::string rule;
  Label why;
};

struct ThingRuntime {
  const ThingAdvisor& advisor;  // of its kind
  MonitoredThing settings;
  const devices::Profile* profile = nullptr;
  agronomy::Requirements requirements;    // in force now
  std::optional<Instant> expected_since;  // since when readings are expected
  Instant settings_updated;               // when requirements and settings were last computed

  std::vector<QuantityInput> inputs;
  std::vector<RuleInstance> rule_instances;  // one for each rule of the definitions
  std::vector<ActuatorRuntime> runtimes;
  std::map<std::string, OpenAlarm> alarms;        // by concern
  std::map<std::string, alarms::Alarm> unstored;  // by rule: raised, but not stored yet (invariant 7)
  std::map<std::string, rules::RuleOverride, std::less<>> overrides;
  agronomy::WetSpellSum wet;
  std::optional<rules::QuantityReading> newest;  // across all quantities
  rules::AirQuantities air;                      // as of the last tick
  rules::ThingStatus status = rules::ThingStatus::no_data;
  Instant status_since;
  // Historic readings are arriving: rules are evaluated once they have caught up.
  std::optional<Instant> historic_since;
  Instant historic_last;
  bool behind = false;  // historic readings have arrived, and not every rule has been evaluated since

  ThingRuntime(const MonitoredThing&, const ThingAdvisor&, const MonitorDefinitions&);
  void apply_settings(const MonitoredThing&, const MonitorDefinitions&);
  // Readings older than this are outdated. Automatic rules use the stricter profile->stale_after.
  Duration fresh() const;

  QuantityInput& input(std::string_view quantity);  // adds it if absent
  const QuantityInput* find_input(std::string_view quantity) const;
  std::optional<rules::QuantityReading> latest(std::string_view quantity) const;
  std::optional<std::size_t> find_runtime(std::string_view actuator) const;

  const RuleInstance* find_rule(std::string_view code) const;  // null: no rule has that code
  RuleInstance* find_rule(std::string_view code);

  const rules::RuleOverride* own(std::string_view rule) const;
  void update_settings(Instant now, bool at_once);
  rules::AirQuantities air_at(Instant now) const;
  rules::Inputs inputs_for(const rules::Rule&, const rules::AirQuantities&, Instant now) const;

  void add_reading(QuantityInput&, const rules::QuantityReading&);  // precondition: not older than the latest
  bool is_measured(const rules::Rule&) const;                       // a stream is bound for it
  void update_newest(Instant until);
  // Drops readings and times later than `now`, left by a clock that ran ahead.
  void forget_future(Instant now);
  void forget_future(QuantityInput&, Instant now);
  void note_arrival(bool historic, Instant now);  // called for each reading
  bool is_catching_up(Instant now) const;
  // Nothing fresh, or no fresh air reading where the profile measures air.
  bool has_no_fresh_reading(Instant now) const;
  rules::ThingStatus compute_status(Instant now) const;
  bool has_fresh_input(const RuleInstance&, Instant now) const;  // fresh enough for automatic control
  std::optional<ControlDemand> demand_for(const ActuatorRuntime&, Instant now) const;
  // Position to return to when the rule that moved the actuator no longer applies: it recovered, was
  // switched off, or the crop changed. Applies also while `automatic` is off.
  std::optional<ControlDemand> reverting_demand_for(const ActuatorRuntime&, Instant now) const;
};

}  // namespace cunkou::monitor
