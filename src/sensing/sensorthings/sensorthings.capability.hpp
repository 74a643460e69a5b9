#pragma once
// Manifest of the capability sensorthings: routes.

#include "platform/capability/manifest.hpp"
#include "platform/capability/platform.hpp"
#include "sensing/sensorthings/dependent_devices.hpp"
#include "sensing/sensorthings/monitored_kinds.hpp"
#include "sensing/sensorthings/observation_writer.hpp"
#include "sensing/sensorthings/thing_listener.hpp"
#include "sensing/series/store.hpp"

namespace cunkou::sensorthings {

struct Parts {  // each outlives the manifest and is thread-safe
  series::Store& series;
  ObservationWriter& writer;
  ThingListener& listener;
  DependentDevices& devices;
  const MonitoredKinds& monitored;
};

capability::Manifest manifest(const capability::Platform&, const Parts&);

}  // namespace cunkou::sensorthings
