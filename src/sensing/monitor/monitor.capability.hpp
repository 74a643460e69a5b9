#pragma once
// Manifest of the capability monitor: the routes of alarms, commands, rules and live updates.

#include "platform/capability/manifest.hpp"
#include "platform/capability/platform.hpp"
#include "sensing/monitor/service/monitor_service.hpp"
#include "sensing/monitor/thing_kinds.hpp"

namespace cunkou::monitor {

struct Parts {  // each outlives the manifest and is thread-safe
  const ThingKinds& kinds;
  MonitorService& service;
};

capability::Manifest manifest(const capability::Platform&, const Parts&);

}  // namespace cunkou::monitor
