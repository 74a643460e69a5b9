#pragma once
// Writes down what became of devices' readings, where anything did since the last time.

#include <functional>
#include <string>
#include <vector>

#include "sensing/devices/device_entry.hpp"

namespace cunkou::devices {

// `put` is a transaction of its own, and may throw: that stats is written the next time, and the other
// devices go on. After three that were refused so do all that are left: the disk fares no better with them,
// and each may wait seconds for a lock. Returns what was thrown.
std::vector<std::string> write_ingest_stats(
    const std::vector<Entry>&,
    const std::function<void(DeviceId, const Counts&, const std::vector<formats::Refusal>&)>& put);

}  // namespace cunkou::devices
