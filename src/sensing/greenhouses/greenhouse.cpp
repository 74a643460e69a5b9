#include "sensing/greenhouses/greenhouse.hpp"

namespace cunkou::greenhouses {

agronomy::Segment segment_of(const monitor::MonitoredThing& settings, Instant now) {
  if (settings.day) return agronomy::segment_by_clock(settings.day->from_min, settings.day->to_min, now);
  return agronomy::segment_at(settings.site, now);
}

std::string stage_of(const Planting& planting, const agronomy::Crop* crop, Instant now) {
  if (!crop) return {};
  if (!planting.stage.empty()) return planting.stage;
  if (!planting.planted) return {};
  return agronomy::stage_after(*crop, static_cast<int>((now - *planting.planted) / days(1))).code;
}

}  // namespace cunkou::greenhouses
