#pragma once
// A device's token: renewed when it got lost, revoked when the device did. The old one is dead with the
// commit; whoever holds connections ends them (registry.hpp, mqtt).

#include <string>

#include "base/result.hpp"
#include "core/journal/act.hpp"
#include "sensing/devices/device_store.hpp"

namespace cunkou::devices {

Result<std::string> renew_token(journal::Act&, DeviceStore&, DeviceId);  // the new one, shown once
Result<Device> revoke_token(journal::Act&, DeviceStore&, DeviceId);

}  // namespace cunkou::devices
