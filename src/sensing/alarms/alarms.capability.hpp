#pragma once
// Manifest of the capability alarms: metrics. Its routes are in sensing/monitor.

#include "platform/capability/manifest.hpp"
#include "platform/capability/platform.hpp"

namespace cunkou::alarms {

capability::Manifest manifest(const capability::Platform&);

}  // namespace cunkou::alarms
