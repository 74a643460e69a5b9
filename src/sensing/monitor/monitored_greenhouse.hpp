#pragma once
// Inside of Monitor: one greenhouse as it is held in memory. Not for others to include.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sensing/alarms/alarm.hpp"
#include "sensing/monitor/monitor.hpp"

namespace cunkou::monitor {

// A device's clock may be ahead by so much without being wrong.
inline constexpr Duration ahead_max = minutes(2);

// A quantity that arrives.
struct QuantityInput {
  std::string quantity;
  StreamId stream;
  std::optional<rules::QuantityReading> latest;
  bool keeps_past = false;
  std::vector<rules::QuantityReading> past;  // one a minute, three hours, for rates
  std::vector<std::size_t> rule_instances;   // rules that read it
  std::optional<std::size_t> runtime;        // actuator whose position it is

  void forget();  // its stream and all that it said
};

// A rule and what it remembers here.
struct RuleInstance {
  const rules::Rule* rule = nullptr;
  std::optional<rules::Setting> setting;
  rules::RuleState state;
  rules::RuleState stored;  // as the store has it
};

// How a runtime stood before its last command was sent: holds again where that was not taken.
struct PreviousMotion {
  actuation::Motion motion = actuation::Motion::still;
  Instant since;
};

// An actuator.
struct ActuatorRuntime {
  const devices::Actuator* actuator = nullptr;
  actuation::ActuatorState state;
  std::optional<actuation::Command> last;  // at most this one is not over
  Instant person_at;                       // when a person last moved it: rules hold off for a while
  Instant next_try;                        // of the automatic
  int fails = 0;
  bool unconfirmed = false;  // a command went out and nothing has come back: its motion is only supposed
  std::optional<PreviousMotion> before;  // none after a restart
  Instant stop_sent;                     // again, until it is answered
  int stops = 0;                         // in vain, of a motion that has run too long
};

// An open alarm.
struct OpenAlarm {
  alarms::Alarm alarm;
  std::optional<Instant> again;  // when to think of notices next
  std::optional<Instant> eased;  // when it was last worse than now
  std::string worst;             // the rule that was the worst notified
  rules::Severity worst_severity = rules::Severity::watch;
};

struct ControlDemand {
  double position = 0;
  std::string rule;
  std::string why;
};

struct MonitoredGreenhouse {
  Greenhouse greenhouse;
  const devices::Profile* profile = nullptr;
  const agronomy::Crop* crop = nullptr;  // null: none, or unknown
  std::string stage;
  agronomy::Segment segment = agronomy::Segment::morning;
  std::optional<Instant> awaited;  // since when it has been listened for
  Instant settled;                 // when stage, segment and settings were last worked out

  std::vector<QuantityInput> inputs;
  std::vector<RuleInstance> rule_instances;  // every rule of the definitions
  std::vector<ActuatorRuntime> runtimes;
  std::map<std::string, OpenAlarm> alarms;        // by concern
  std::map<std::string, alarms::Alarm> unstored;  // by rule: raised, but the store would not have it; shown
  std::map<std::string, rules::RuleOverride, std::less<>> overrides;
  agronomy::WetSpellSum wet;
  std::optional<rules::QuantityReading> newest;  // of any quantity
  rules::Climate climate;                        // as of the last tick or look
  rules::ThingStatus status = rules::ThingStatus::lost;
  Instant status_since;
  // Readings of the past come in: what they say counts once they have caught up.
  std::optional<Instant> late_since;
  Instant late_last;
  bool behind = false;  // they have come, and not every rule has been evaluated at since

  MonitoredGreenhouse(const Greenhouse&, const MonitorDefinitions&);
  void plant(const Greenhouse&, const MonitorDefinitions&);
  // What is older is outdated; for automatic rules it is stale by profile->stale_after.
  Duration fresh() const;

  QuantityInput& input(std::string_view quantity);  // made where it was not
  const QuantityInput* find_input(std::string_view quantity) const;
  std::optional<rules::QuantityReading> latest(std::string_view quantity) const;
  std::optional<std::size_t> find_runtime(std::string_view actuator) const;

  const rules::RuleOverride* own(std::string_view rule) const;
  void update_settings(Instant now, bool at_once);
  rules::Climate climate_at(Instant now) const;
  rules::Inputs inputs_for(const rules::Rule&, const rules::Climate&, Instant now) const;

  void take(QuantityInput&, const rules::QuantityReading&);  // a reading that is not older than the last
  bool is_measured(const rules::Rule&) const;                // some stream is bound for it
  void find_newest(Instant until);
  // What was read, noted and planned for times after `now`, because a clock was ahead, counts no more.
  void forget_future(Instant now);
  void forget_future(QuantityInput&, Instant now);
  void note_arrival(bool late, Instant now);  // each reading
  bool is_catching_up(Instant now) const;
  bool has_no_fresh_reading(
      Instant now) const;  // nothing fresh, or not of the air where the profile measures it
  rules::ThingStatus compute_status(Instant now) const;
  bool has_fresh_input(const RuleInstance&, Instant now) const;  // fresh enough for the automatic
  std::optional<ControlDemand> demand_for(const ActuatorRuntime&, Instant now) const;
  // What a rule has moved goes back once its reason is over, however it ended: it recovered, was switched
  // off, or another crop was planted; also where nothing new may be begun (`automatic` off).
  std::optional<ControlDemand> reverting_demand_for(const ActuatorRuntime&, Instant now) const;
};

bool is_up(rules::Phase);

}  // namespace cunkou::monitor
