#pragma once
// Reads definitions/rules/*.yaml; docs/formats/rules.md is the grammar. Refuses as platform/yaml does.

#include "platform/yaml/read.hpp"
#include "sensing/rules/rule.hpp"

namespace cunkou::rules {

Rule read_rule(const yaml::Node&);
Severity read_severity(const yaml::Node&);

}  // namespace cunkou::rules
