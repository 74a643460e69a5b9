#pragma once
// ThingsBoard client attributes: {"fw":"1.2","battery":87}.

#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "sensing/devices/device_store.hpp"

namespace cunkou::devices {

// Refuses anything but a JSON object, and a name or value that is too long.
Result<std::vector<Attribute>> parse_attributes(std::string_view payload);

// Refuses more than limits::attributes_per_device attributes in total.
Result<void> keep_attributes(DeviceStore&, DeviceId, const std::vector<Attribute>&, Instant);

}  // namespace cunkou::devices
