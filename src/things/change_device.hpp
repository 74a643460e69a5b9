#pragma once
// Gives a device or a Thing another name; takes a device away. The readings stay with the Thing.

#include <string_view>

#include "base/result.hpp"
#include "journal/act.hpp"
#include "things/thing_store.hpp"

namespace cunkou::things {

Result<Device> rename_device(journal::Act&, ThingStore&, DeviceId, std::string_view name);
Result<Thing> rename_thing(journal::Act&, ThingStore&, ThingId, std::string_view name);
Result<Device> remove_device(journal::Act&, ThingStore&, DeviceId);

// With its devices, Datastreams and HistoricalLocations. The caller forgets the returned series after the
// commit.
Result<std::vector<StreamId>> remove_thing(journal::Act&, ThingStore&, ThingId);

}  // namespace cunkou::things
