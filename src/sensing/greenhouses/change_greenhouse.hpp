#pragma once
// Stores the settings of a greenhouse with their entry in the journal. Monitor::check() refuses wrong ones
// before, and Monitor::apply() makes them hold after the commit.

#include "core/journal/act.hpp"
#include "sensing/greenhouses/greenhouse_store.hpp"

namespace cunkou::greenhouses {

void change_greenhouse(journal::Act&, GreenhouseStore&, const monitor::MonitoredThing&);

}  // namespace cunkou::greenhouses
