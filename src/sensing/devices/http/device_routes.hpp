#pragma once
// Registers, renames and removes devices, renews their tokens, and shows their series.

#include "base/clock.hpp"
#include "platform/http/route.hpp"
#include "platform/sql/database.hpp"
#include "sensing/devices/device_connections.hpp"
#include "sensing/devices/registry.hpp"
#include "sensing/sensorthings/thing_listener.hpp"
#include "sensing/series/store.hpp"

namespace cunkou::devices {

struct DeviceRouteParts {  // each outlives the routes and is thread-safe
  sql::Database& database;
  series::Store& series;
  const Clock& clock;
  Registry& registry;
  DeviceConnections& connections;
  sensorthings::ThingListener& listener;
};

http::Routes device_routes(const DeviceRouteParts&);

}  // namespace cunkou::devices
