#pragma once
// Creates Datastreams of a device: those of its profile on registration, the position of an actuator with its
// first reading, and any name for an open profile.

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

// Skips names that the device already has, and those beyond `streams_max`. Returns the new streams.
Result<std::vector<StreamId>> begin_streams(journal::Act&, sensorthings::EntityStore&, DeviceStore&,
                                            const Profile&, DeviceId, std::span<const std::string> names,
                                            std::size_t streams_max);

// Deletes readings stored under the ids of new streams, left by a crash or an old backup. Call it after the
// commit and before the first reading.
void forget_leftovers(series::Store&, std::span<const StreamId>);

}  // namespace cunkou::devices
