#include "sensing/devices/write_ingest_stats.hpp"

#include <exception>

namespace cunkou::devices {

namespace {
constexpr std::size_t refused_most = 3;
}

std::vector<std::string> write_ingest_stats(
    const std::vector<Entry>& devices,
    const std::function<void(DeviceId, const IngestCounts&, const std::vector<formats::Refusal>&)>& put) {
  std::vector<std::string> refused;
  for (const auto& entry : devices) {
    if (refused.size() == refused_most) break;
    if (!entry->stats || !entry->stats->take_changed()) continue;
    try {
      put(entry->device, entry->stats->counts(), entry->stats->refusals());
    } catch (const std::exception& failure) {
      entry->stats->put_back_changed();
      refused.emplace_back(failure.what());
    }
  }
  return refused;
}

}  // namespace cunkou::devices
