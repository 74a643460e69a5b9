#pragma once
// Finds the device with the {id} of a route; the refusals of an id without a device or Thing.

#include "base/result.hpp"
#include "sensing/devices/registry.hpp"

namespace cunkou::devices {

Error no_such_device();  // not_found
Error no_such_thing();   // not_found

// Refuses an invalid `id`, and (not_found) one without a device.
Result<Entry> find_device(const Registry&, const Result<std::int64_t>& id);
Result<access::Scope> device_scope(const Registry&, const Result<std::int64_t>& id);

}  // namespace cunkou::devices
