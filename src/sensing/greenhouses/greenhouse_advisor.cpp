#include "sensing/greenhouses/greenhouse_advisor.hpp"

#include <algorithm>
#include <set>

#include "sensing/greenhouses/advise.hpp"
#include "sensing/greenhouses/greenhouse.hpp"

namespace cunkou::greenhouses {

const monitor::ThingSentences& GreenhouseAdvisor::sentences() const {
  static const monitor::ThingSentences all{
      .removed = {"大棚已删除", "The greenhouse was deleted"},
      .no_such_actuator = {"这个大棚没有这个设备", "This greenhouse has no such actuator"},
      .gone_offline = {"棚里刚断了线，没有送到，请再试", "The greenhouse has just gone offline: try again"},
      .not_answered = {"棚里没有及时回应", "The greenhouse did not answer in time"},
      .not_completed = {"棚里没有报告完成", "The greenhouse did not report that it is done"},
      .refused = {"棚里拒绝执行", "The greenhouse refused"},
      .already_received = {"棚里已经收到，要停请按停", "The greenhouse has it already: press stop instead"},
      .switched_to_manual = {"棚里打到了手动", "The manual switch in the greenhouse was turned on"}};
  return all;
}

const std::vector<std::string>& GreenhouseAdvisor::recalled_quantities() const {
  static const std::vector<std::string> all{"air_temperature", "relative_humidity"};
  return all;
}

Result<void> GreenhouseAdvisor::check(const monitor::MonitoredThing& settings) const {
  return check_planting(planting_of(settings), crops_);
}

agronomy::Requirements GreenhouseAdvisor::requirements(const monitor::MonitoredThing& settings,
                                                       Instant now) const {
  const auto planting = planting_of(settings);
  const auto found = std::ranges::find(crops_, planting.crop, &agronomy::Crop::code);
  const auto* crop = found == crops_.end() ? nullptr : &*found;
  return {crop, stage_of(planting, crop, now), segment_of(settings, now)};
}

std::vector<agronomy::Band> GreenhouseAdvisor::bands(const agronomy::Requirements& in_force) const {
  if (!in_force.crop) return {};
  const auto& crop = *in_force.crop;
  std::set<std::string> quantities;
  for (const auto& band : crop.bands) quantities.insert(band.quantity);
  if (const auto* known = crop.stage(in_force.stage))
    for (const auto& band : known->bands) quantities.insert(band.quantity);
  std::vector<agronomy::Band> bands;
  for (const auto& quantity : quantities)
    if (const auto* band = agronomy::band_for(crop, in_force.stage, quantity, in_force.segment))
      bands.push_back(*band);
  return bands;
}

std::vector<monitor::Advice> GreenhouseAdvisor::advice(const monitor::Situation& situation,
                                                       Instant now) const {
  return advise(situation, now);
}

}  // namespace cunkou::greenhouses
