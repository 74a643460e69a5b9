#pragma once
// The planting of a greenhouse: the details that a MonitoredThing of this kind has.

#include <optional>
#include <string>

#include "base/instant.hpp"
#include "base/result.hpp"
#include "sensing/agronomy/crop.hpp"
#include "sensing/monitor/monitored_thing.hpp"

namespace cunkou::greenhouses {

struct Planting {
  std::string crop;   // "": nothing planted, or not set
  std::string stage;  // set by a person; "": derived from the days since planting
  std::optional<Instant> planted;
};

Planting planting_of(const monitor::MonitoredThing&);  // an empty one where nobody has set any
void set_planting(monitor::MonitoredThing&, Planting);

// Refuses (invalid) a crop that is not among the definitions, and a stage that this crop does not have.
Result<void> check_planting(const Planting&, const std::vector<agronomy::Crop>&);

}  // namespace cunkou::greenhouses
