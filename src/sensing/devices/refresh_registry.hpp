#pragma once
// Renews the registry from the state database after a commit. Each call reads in a transaction of its own,
// whose first read is under the registry's lock: an older snapshot never overwrites a newer one, in which a
// token may have been revoked.

#include "sensing/devices/registry.hpp"

namespace cunkou::sql {
class Database;
}

namespace cunkou::devices {

void refresh_registry(sql::Database&, Registry&, DeviceId);
void refresh_registry(sql::Database&, Registry&, ThingId);

}  // namespace cunkou::devices
