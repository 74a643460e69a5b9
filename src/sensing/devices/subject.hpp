#pragma once
// The subjects of journal entries on devices and on their Things.

#include <string>

#include "base/ids.hpp"

namespace cunkou::devices {

inline std::string subject(DeviceId id) { return "device:" + std::to_string(id.value); }
inline std::string subject(ThingId id) { return "thing:" + std::to_string(id.value); }

}  // namespace cunkou::devices
