#pragma once
// Renews or revokes the token of a device. The old token is invalid after the commit; the caller closes its
// connections (device_connections.hpp).

#include <string>

#include "base/result.hpp"
#include "core/journal/act.hpp"
#include "sensing/devices/device_store.hpp"

namespace cunkou::devices {

Result<std::string> renew_token(journal::Act&, DeviceStore&, DeviceId);  // the new token, returned once
Result<Device> revoke_token(journal::Act&, DeviceStore&, DeviceId);

}  // namespace cunkou::devices
