#include "sensing/monitor/greenhouse.hpp"

namespace cunkou::monitor {

agronomy::Segment segment_of(const Greenhouse& greenhouse, Instant now) {
  if (greenhouse.day)
    return agronomy::segment_by_clock(greenhouse.day->from_min, greenhouse.day->to_min, now);
  return agronomy::segment_at(greenhouse.site, now);
}

std::string stage_of(const Greenhouse& greenhouse, const agronomy::Crop* crop, Instant now) {
  if (!crop) return {};
  if (!greenhouse.stage.empty()) return greenhouse.stage;
  if (!greenhouse.planted) return {};
  return agronomy::stage_after(*crop, static_cast<int>((now - *greenhouse.planted) / days(1))).code;
}

}  // namespace cunkou::monitor
