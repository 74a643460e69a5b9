#include "things/write_tallies.hpp"

#include <exception>

namespace cunkou::things {

namespace {
constexpr std::size_t refused_most = 3;
}

std::vector<std::string> write_tallies(
    const std::vector<Entry>& devices,
    const std::function<void(DeviceId, const Counts&, const std::vector<Refusal>&)>& put) {
  std::vector<std::string> refused;
  for (const auto& entry : devices) {
    if (refused.size() == refused_most) break;
    if (!entry->tally || !entry->tally->take_changed()) continue;
    try {
      put(entry->device, entry->tally->counts(), entry->tally->refusals());
    } catch (const std::exception& failure) {
      entry->tally->put_back_changed();
      refused.emplace_back(failure.what());
    }
  }
  return refused;
}

}  // namespace cunkou::things
