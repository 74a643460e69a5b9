#pragma once
// Greenhouses as a kind of thing that the monitor serves.

#include "sensing/greenhouses/greenhouse.hpp"
#include "sensing/greenhouses/greenhouse_advisor.hpp"
#include "sensing/greenhouses/greenhouse_directory.hpp"
#include "sensing/greenhouses/greenhouse_settings.hpp"
#include "sensing/monitor/thing_kinds.hpp"

namespace cunkou::greenhouses {

inline monitor::ThingKind greenhouse_kind(GreenhouseDirectory& directory, GreenhouseSettings& settings,
                                          const GreenhouseAdvisor& advisor) {  // each outlives the monitor
  return {std::string(thing_kind), "/api/greenhouses", directory, settings, advisor};
}

}  // namespace cunkou::greenhouses
