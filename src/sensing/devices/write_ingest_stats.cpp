#include "sensing/devices/write_ingest_stats.hpp"

#include <exception>

#include "base/unavailable.hpp"

namespace cunkou::devices {

namespace {
constexpr int outages_max = 3;
}

std::vector<std::string> write_ingest_stats(
    const std::vector<Entry>& devices,
    const std::function<void(DeviceId, const IngestCounts&, const std::vector<formats::Refusal>&)>& put) {
  std::vector<std::string> refused;
  int outages = 0;
  for (const auto& entry : devices) {
    if (outages == outages_max) break;
    if (!entry->stats || !entry->stats->take_changed()) continue;
    try {
      put(entry->device, entry->stats->counts(), entry->stats->refusals());
    } catch (const std::exception& failure) {
      entry->stats->put_back_changed();
      refused.emplace_back(failure.what());
      if (dynamic_cast<const Unavailable*>(&failure)) ++outages;
    }
  }
  return refused;
}

}  // namespace cunkou::devices
