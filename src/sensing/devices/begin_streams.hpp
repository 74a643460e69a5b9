#pragma once
// New Datastreams of a device: those of its profile when it is registered, an actuator's position with its
// first reading, and whatever an open profile sends.

#include <span>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "core/journal/act.hpp"
#include "sensing/devices/device_store.hpp"
#include "sensing/devices/profile.hpp"
#include "sensing/sensorthings/entity_store.hpp"

namespace cunkou::series {
class Store;
}

namespace cunkou::devices {

// Names that the device has already are left alone; those beyond `streams_max` are left out. Returns those
// that began.
Result<std::vector<StreamId>> begin_streams(journal::Act&, sensorthings::EntityStore&, DeviceStore&,
                                            const Profile&, DeviceId, std::span<const std::string> names,
                                            std::size_t streams_max);

// After the commit, before their first reading: readings that a crash or an old backup left behind under a
// number that was not yet given out are nobody's, least of all the new stream's.
void forget_leftovers(series::Store&, std::span<const StreamId>);

}  // namespace cunkou::devices
