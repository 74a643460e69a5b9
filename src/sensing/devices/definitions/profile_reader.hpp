#pragma once
// Reads definitions/profiles/*.yaml: what kinds of device measure and move. Refuses as platform/yaml does.

#include "platform/yaml/read.hpp"
#include "sensing/devices/profile.hpp"

namespace cunkou::devices {

Profile read_profile(const yaml::Node&);
ActuatorKind read_actuator_kind(const yaml::Node&);

}  // namespace cunkou::devices
