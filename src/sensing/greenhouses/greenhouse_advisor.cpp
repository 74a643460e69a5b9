#include "sensing/greenhouses/greenhouse_advisor.hpp"

#include <set>

#include "sensing/greenhouses/advise.hpp"
#include "sensing/greenhouses/greenhouse.hpp"

namespace cunkou::greenhouses {

agronomy::Segment GreenhouseAdvisor::segment(const monitor::MonitoredThing& settings, Instant now) const {
  return segment_of(settings, now);
}

std::string GreenhouseAdvisor::stage(const monitor::MonitoredThing& settings, const agronomy::Crop* crop,
                                     Instant now) const {
  return stage_of(settings, crop, now);
}

std::vector<agronomy::Band> GreenhouseAdvisor::bands(const agronomy::Crop& crop, std::string_view stage,
                                                     agronomy::Segment segment) const {
  std::set<std::string> quantities;
  for (const auto& band : crop.bands) quantities.insert(band.quantity);
  if (const auto* known = crop.stage(stage))
    for (const auto& band : known->bands) quantities.insert(band.quantity);
  std::vector<agronomy::Band> bands;
  for (const auto& quantity : quantities)
    if (const auto* band = agronomy::band_for(crop, stage, quantity, segment)) bands.push_back(*band);
  return bands;
}

std::vector<monitor::Advice> GreenhouseAdvisor::advice(const monitor::Situation& situation,
                                                       Instant now) const {
  Circumstances in;
  in.climate = situation.climate;
  in.crop = situation.crop;
  in.stage = situation.stage;
  in.segment = situation.segment;
  in.fresh = situation.fresh;
  for (const auto& actuator : situation.actuators) {
    in.manual = in.manual || actuator.manual;
    if (actuator.kind != devices::ActuatorKind::vent) continue;
    in.has_vent = true;
    if (!in.vent_position) in.vent_position = actuator.position;
  }
  return advise(in, now);
}

}  // namespace cunkou::greenhouses
