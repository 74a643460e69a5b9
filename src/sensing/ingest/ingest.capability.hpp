#pragma once
// Manifest of the capability ingest: routes.

#include "platform/capability/manifest.hpp"
#include "platform/capability/platform.hpp"
#include "sensing/devices/registry.hpp"
#include "sensing/ingest/ingest.hpp"

namespace cunkou::ingest {

struct Parts {  // each outlives the manifest and is thread-safe
  const devices::Registry& registry;
  Ingest& ingest;
};

capability::Manifest manifest(const capability::Platform&, const Parts&);

}  // namespace cunkou::ingest
