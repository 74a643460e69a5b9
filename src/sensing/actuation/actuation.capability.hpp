#pragma once
// Manifest of the capability actuation: its stored words. Its routes are in sensing/monitor.

#include "platform/capability/manifest.hpp"

namespace cunkou::actuation {

capability::Manifest manifest();

}  // namespace cunkou::actuation
