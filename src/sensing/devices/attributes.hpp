#pragma once
// ThingsBoard's client attributes: {"fw":"1.2","battery":87}.

#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "sensing/devices/device_store.hpp"

namespace cunkou::devices {

// Refuses what is no JSON object, a name or value that is too long.
Result<std::vector<Attribute>> parse_attributes(std::string_view payload);

// Refuses more than limits::attributes_per_device of them in all.
Result<void> keep_attributes(DeviceStore&, DeviceId, const std::vector<Attribute>&, Instant);

}  // namespace cunkou::devices
