#include "sensing/monitor/thing_directory.hpp"

namespace cunkou::monitor {

const ThingStream* ThingInfo::stream(std::string_view quantity) const {
  for (const auto& s : streams)
    if (s.quantity == quantity) return &s;
  return nullptr;
}

std::vector<DeviceId> ThingInfo::moving(std::string_view actuator) const {
  std::vector<DeviceId> out;
  for (std::size_t i = 0; i < devices.size(); ++i)
    if (profiles[i] && profiles[i]->actuator(actuator)) out.push_back(devices[i]);
  return out;
}

Result<std::shared_ptr<const ThingInfo>> find_thing(const ThingDirectory& things,
                                                    const Result<std::int64_t>& id) {
  if (!id) return id.error();
  if (auto found = things.find(ThingId(*id))) return found;
  return things.no_such_thing();
}

Result<access::Scope> scope_of_thing(const ThingDirectory& things, const Result<std::int64_t>& id) {
  const auto info = find_thing(things, id);
  if (!info) return info.error();
  return (*info)->scope;
}

}  // namespace cunkou::monitor
