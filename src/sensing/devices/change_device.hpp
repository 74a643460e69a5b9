#pragma once
// Renames a device or Thing, and removes a device. The readings stay with the Thing.

#include <string_view>

#include "base/result.hpp"
#include "core/journal/act.hpp"
#include "sensing/devices/device_store.hpp"
#include "sensing/sensorthings/entity_store.hpp"

namespace cunkou::devices {

Result<Device> rename_device(journal::Act&, DeviceStore&, DeviceId, std::string_view name);
Result<sensorthings::Thing> rename_thing(journal::Act&, sensorthings::ThingStore&, ThingId,
                                         std::string_view name);
Result<Device> remove_device(journal::Act&, DeviceStore&, DeviceId);

// Removes its devices, Datastreams and HistoricalLocations, too. The caller forgets the returned series after
// the commit.
Result<std::vector<StreamId>> remove_thing(journal::Act&, sensorthings::EntityStore&, ThingId);

}  // namespace cunkou::devices
