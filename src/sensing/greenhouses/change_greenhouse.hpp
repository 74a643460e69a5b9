#pragma once
// Changes the settings of a greenhouse: with_change() applies what a person wrote, Monitor::check() refuses
// settings that do not fit the crop, change_greenhouse() stores them with their entry in the journal, and
// Monitor::apply() makes them hold after the commit.

#include <optional>
#include <string>

#include "base/result.hpp"
#include "core/journal/act.hpp"
#include "sensing/greenhouses/greenhouse_store.hpp"

namespace cunkou::greenhouses {

struct ChangeGreenhouse {  // absent: unchanged; an empty text removes the value
  std::optional<std::string> crop, stage;
  std::optional<std::string> planted;  // ISO 8601
  std::optional<bool> automatic;
};

// Refuses a planting date that is no time, or more than a year ahead.
Result<monitor::MonitoredThing> with_change(monitor::MonitoredThing, const ChangeGreenhouse&, Instant now);

void change_greenhouse(journal::Act&, GreenhouseStore&, const monitor::MonitoredThing&);

}  // namespace cunkou::greenhouses
