#pragma once
// Manifest of the capability greenhouses: routes, and the sentences of advice.

#include "platform/capability/manifest.hpp"
#include "platform/capability/platform.hpp"
#include "sensing/agronomy/crop.hpp"
#include "sensing/devices/device_connections.hpp"
#include "sensing/devices/registry.hpp"
#include "sensing/greenhouses/greenhouse_directory.hpp"
#include "sensing/monitor/service/monitor_service.hpp"
#include "sensing/series/store.hpp"

namespace cunkou::greenhouses {

struct Parts {  // each outlives the manifest and is thread-safe
  series::Store& series;
  devices::Registry& registry;
  devices::DeviceConnections& connections;
  GreenhouseDirectory& greenhouses;
  const std::vector<agronomy::Crop>& crops;  // of the definitions
  monitor::MonitorService& service;
};

capability::Manifest manifest(const capability::Platform&, const Parts&);

}  // namespace cunkou::greenhouses
