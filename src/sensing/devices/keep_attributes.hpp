#pragma once
// Stores client attributes of a device.

#include <vector>

#include "base/result.hpp"
#include "sensing/devices/device_store.hpp"

namespace cunkou::devices {

// An attribute of the same name is replaced. Refuses more than limits::attributes_per_device in total.
Result<void> keep_attributes(DeviceStore&, DeviceId, const std::vector<ClientAttribute>&, Instant);

}  // namespace cunkou::devices
