#pragma once
// The device that a route's {id} names.

#include "base/result.hpp"
#include "sensing/devices/registry.hpp"

namespace cunkou::devices {

Error no_such_device();

// Refuses what `id` refuses, and not_found where there is no such device.
Result<Entry> find_device(const Registry&, const Result<std::int64_t>& id);
Result<access::Scope> device_scope(const Registry&, const Result<std::int64_t>& id);

}  // namespace cunkou::devices
