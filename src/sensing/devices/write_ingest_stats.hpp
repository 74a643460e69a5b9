#pragma once
// Writes ingest statistics that have changed to the state database.

#include <functional>
#include <string>
#include <vector>

#include "sensing/devices/device_entry.hpp"

namespace cunkou::devices {

// `put` runs in a transaction of its own and may throw; such statistics are written the next time and the
// others go on. Stops after three times Unavailable, because each may wait seconds for a lock. Returns the
// error messages.
std::vector<std::string> write_ingest_stats(
    const std::vector<Entry>&,
    const std::function<void(DeviceId, const IngestCounts&, const std::vector<formats::Refusal>&)>& put);

}  // namespace cunkou::devices
