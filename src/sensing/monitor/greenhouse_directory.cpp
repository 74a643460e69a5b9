#include "sensing/monitor/greenhouse_directory.hpp"

namespace cunkou::monitor {

const GreenhouseStream* GreenhouseInfo::stream(std::string_view quantity) const {
  for (const auto& s : streams)
    if (s.quantity == quantity) return &s;
  return nullptr;
}

std::vector<DeviceId> GreenhouseInfo::moving(std::string_view actuator) const {
  std::vector<DeviceId> out;
  for (std::size_t i = 0; i < devices.size(); ++i)
    if (kinds[i] && kinds[i]->actuator(actuator)) out.push_back(devices[i]);
  return out;
}

std::shared_ptr<const GreenhouseDirectory::Entries> GreenhouseDirectory::all() const {
  const std::lock_guard lock(mutex_);
  return entries_;
}

std::shared_ptr<const GreenhouseInfo> GreenhouseDirectory::find(ThingId id) const {
  auto entries = all();
  const auto found = entries->find(id);
  if (found == entries->end()) return nullptr;
  return {entries, &found->second};
}

Result<std::shared_ptr<const GreenhouseInfo>> find_greenhouse(const GreenhouseDirectory& greenhouses,
                                                              const Result<std::int64_t>& id) {
  if (!id) return id.error();
  if (auto found = greenhouses.find(ThingId(*id))) return found;
  return not_found({"没有这个大棚", "there is no such greenhouse"});
}

Result<access::Scope> greenhouse_scope(const GreenhouseDirectory& greenhouses,
                                       const Result<std::int64_t>& id) {
  CUNKOU_TRY_VALUE(info, find_greenhouse(greenhouses, id));
  return info->scope;
}

}  // namespace cunkou::monitor
