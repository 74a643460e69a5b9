#include "sensing/greenhouses/planting.hpp"

#include <algorithm>
#include <any>

namespace cunkou::greenhouses {

Planting planting_of(const monitor::MonitoredThing& settings) {
  const auto* planting = std::any_cast<Planting>(&settings.details);
  return planting ? *planting : Planting{};
}

void set_planting(monitor::MonitoredThing& settings, Planting planting) {
  settings.details = std::move(planting);
}

Result<void> check_planting(const Planting& planting, const std::vector<agronomy::Crop>& crops) {
  const auto crop = std::ranges::find(crops, planting.crop, &agronomy::Crop::code);
  if (!planting.crop.empty() && crop == crops.end())
    return invalid({"没有这种作物，请从列表里选", "This is not among the crops: choose one from the list"});
  if (!planting.stage.empty() && (crop == crops.end() || !crop->stage(planting.stage)))
    return invalid(
        {"这种作物没有这个时期，请从列表里选", "This is not a stage of this crop: choose one from the list"});
  return {};
}

}  // namespace cunkou::greenhouses
