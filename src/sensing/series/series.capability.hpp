#pragma once
// Manifest of the capability series: retention, the report of damage, metrics.

#include "platform/capability/manifest.hpp"
#include "platform/capability/platform.hpp"
#include "sensing/series/store.hpp"

namespace cunkou::series {

struct Parts {  // outlives the manifest
  Store& store;
};

capability::Manifest manifest(const capability::Platform&, const Parts&);

}  // namespace cunkou::series
