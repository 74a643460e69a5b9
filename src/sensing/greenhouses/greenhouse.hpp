#pragma once
// The day of a greenhouse and the stage of its crop, from its settings.

#include <string>
#include <string_view>

#include "sensing/greenhouses/planting.hpp"

namespace cunkou::greenhouses {

inline constexpr std::string_view thing_kind = "greenhouse";       // of the Thing
inline constexpr std::string_view default_profile = "greenhouse";  // of one without settings

agronomy::Segment segment_of(const monitor::MonitoredThing&, Instant now);

// The stage that a person set, else the one derived from the days since planting; "" if neither is known.
std::string stage_of(const Planting&, const agronomy::Crop*, Instant now);

}  // namespace cunkou::greenhouses
