#pragma once
// New Datastreams of a device: those of its profile when it is registered, an actuator's position with its
// first reading, and whatever an open profile sends.

#include <span>
#include <string>

#include "base/result.hpp"
#include "journal/act.hpp"
#include "things/profile.hpp"
#include "things/thing_store.hpp"

namespace cunkou::things {

// Names that the device has already are left alone; those beyond `streams_max` are left out. Returns how many
// began.
Result<int> begin_streams(journal::Act&, ThingStore&, const Profile&, DeviceId,
                          std::span<const std::string> names, std::size_t streams_max);

}  // namespace cunkou::things
