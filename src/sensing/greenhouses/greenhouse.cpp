#include "sensing/greenhouses/greenhouse.hpp"

namespace cunkou::greenhouses {

agronomy::Segment segment_of(const monitor::MonitoredThing& settings, Instant now) {
  if (settings.day) return agronomy::segment_by_clock(settings.day->from_min, settings.day->to_min, now);
  return agronomy::segment_at(settings.site, now);
}

std::string stage_of(const monitor::MonitoredThing& settings, const agronomy::Crop* crop, Instant now) {
  if (!crop) return {};
  if (!settings.stage.empty()) return settings.stage;
  if (!settings.planted) return {};
  return agronomy::stage_after(*crop, static_cast<int>((now - *settings.planted) / days(1))).code;
}

}  // namespace cunkou::greenhouses
