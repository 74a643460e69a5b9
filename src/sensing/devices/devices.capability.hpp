#pragma once
// Manifest of the capability devices: routes, and the statistics of what devices sent.

#include "platform/capability/manifest.hpp"
#include "platform/capability/platform.hpp"
#include "sensing/devices/device_connections.hpp"
#include "sensing/devices/registry.hpp"
#include "sensing/sensorthings/thing_listener.hpp"
#include "sensing/series/store.hpp"

namespace cunkou::devices {

struct Parts {  // each outlives the manifest and is thread-safe
  series::Store& series;
  Registry& registry;
  DeviceConnections& connections;
  sensorthings::ThingListener& listener;
};

capability::Manifest manifest(const capability::Platform&, const Parts&);

}  // namespace cunkou::devices
