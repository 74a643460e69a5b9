#pragma once
// Manifest of the capability rules: its stored words. Its routes are in sensing/monitor.

#include "platform/capability/manifest.hpp"

namespace cunkou::rules {

capability::Manifest manifest();

}  // namespace cunkou::rules
