#pragma once
// Manifest of the capability weathervane: routes and a metric.

#include "platform/capability/manifest.hpp"
#include "platform/capability/platform.hpp"

namespace cunkou::weathervane {

capability::Manifest manifest(const capability::Platform&);

}  // namespace cunkou::weathervane
