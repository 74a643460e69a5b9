#include "control/greenhouse.hpp"

namespace cunkou::control {

agronomy::Segment segment_of(const Greenhouse& house, Instant now) {
  if (house.day) return agronomy::segment_by_clock(house.day->from_min, house.day->to_min, now);
  return agronomy::segment_at(house.site, now);
}

std::string stage_of(const Greenhouse& house, const agronomy::Crop* crop, Instant now) {
  if (!crop) return {};
  if (!house.stage.empty()) return house.stage;
  if (!house.planted) return {};
  return agronomy::stage_after(*crop, static_cast<int>((now - *house.planted) / days(1))).code;
}

}  // namespace cunkou::control
