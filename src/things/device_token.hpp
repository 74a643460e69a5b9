#pragma once
// A device's token: renewed when it got lost, revoked when the device did. The old one is dead with the
// commit; whoever holds connections ends them (registry.hpp, mqtt).

#include <string>

#include "base/result.hpp"
#include "journal/act.hpp"
#include "things/thing_store.hpp"

namespace cunkou::things {

Result<std::string> renew_token(journal::Act&, ThingStore&, DeviceId);  // the new one, shown once
Result<Device> revoke_token(journal::Act&, ThingStore&, DeviceId);

}  // namespace cunkou::things
