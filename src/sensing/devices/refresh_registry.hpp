#pragma once
// Renews the registry from the state database after a commit. Each in a transaction of its own, begun under
// the registry's lock: one that read earlier never writes over what a later one has read, such as a token
// that was revoked meanwhile.

#include "sensing/devices/registry.hpp"

namespace cunkou::sql {
class Database;
}

namespace cunkou::devices {

void refresh_registry(sql::Database&, Registry&, DeviceId);
void refresh_registry(sql::Database&, Registry&, ThingId);

}  // namespace cunkou::devices
