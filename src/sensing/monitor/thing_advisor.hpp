#pragma once
// Gives the monitor its knowledge of one kind of thing; the capability that owns the kind implements it: the
// present requirements, the bands that suit it, advice, and the sentences that name the kind. Pure; any
// thread.

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/label.hpp"
#include "base/result.hpp"
#include "sensing/agronomy/requirements.hpp"
#include "sensing/devices/profile.hpp"
#include "sensing/monitor/monitored_thing.hpp"
#include "sensing/rules/air_quantities.hpp"

namespace cunkou::monitor {

struct Advice {
  std::string code;
  std::map<std::string, double> params;
  friend bool operator==(const Advice&, const Advice&) = default;
};

// The basis of advice.
struct Situation {
  struct Actuator {
    devices::ActuatorKind kind = devices::ActuatorKind::vent;
    std::optional<double> position;  // percent; none: unknown
    bool manual = false;             // under manual control
  };
  rules::AirQuantities air;
  agronomy::Requirements requirements;
  Duration fresh{};  // older readings are outdated
  std::vector<Actuator> actuators;
};

// Sentences that name the kind of thing.
struct ThingSentences {
  Label removed;             // why a command is cancelled
  Label no_such_actuator;    // it does not have the actuator of a command
  Label gone_offline;        // why a command failed that was just sent
  Label not_answered;        // why a command expired
  Label not_completed;       // why a command failed that the device had accepted
  Label refused;             // why a command failed, where the device gives no reason
  Label already_received;    // why a command cannot be cancelled
  Label switched_to_manual;  // why a command is cancelled
};

class ThingAdvisor {
 public:
  virtual ~ThingAdvisor() = default;

  virtual const ThingSentences& sentences() const = 0;
  // Quantities of whose readings the air and the advice need the last day, not the latest alone.
  virtual const std::vector<std::string>& recalled_quantities() const = 0;

  // Refuses (invalid) details of the kind that it does not know.
  virtual Result<void> check(const MonitoredThing&) const = 0;
  virtual agronomy::Requirements requirements(const MonitoredThing&, Instant now) const = 0;
  virtual std::vector<agronomy::Band> bands(const agronomy::Requirements&) const = 0;  // one of a quantity
  virtual std::vector<Advice> advice(const Situation&, Instant now) const = 0;  // the most urgent first
};

using ThingAdvisors = std::map<std::string, const ThingAdvisor*, std::less<>>;  // by kind, none is null

}  // namespace cunkou::monitor
