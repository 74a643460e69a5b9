#pragma once
// Reads definitions/escalation.yaml. Refuses as platform/yaml does.

#include "platform/yaml/read.hpp"
#include "sensing/notifications/escalation.hpp"

namespace cunkou::notifications {

EscalationPolicy read_escalation(const yaml::Node&);

}  // namespace cunkou::notifications
