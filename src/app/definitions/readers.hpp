#pragma once
// Private to app: readers of the kinds of definition, each of one YAML node. They refuse as app/read_yaml.hpp
// does.

#include <map>
#include <string>

#include "app/definitions.hpp"
#include "app/read_yaml.hpp"

namespace cunkou::app::definitions {

// Files.
devices::Profile profile(const YAML::Node&);
agronomy::Crop crop(const YAML::Node&);
rules::Rule rule(const YAML::Node&);
notifications::EscalationPolicy escalation(const YAML::Node&);
std::map<std::string, Label> advice(const YAML::Node&);

// Values that several kinds of file contain.
Label label(const YAML::Node&);
devices::ActuatorKind actuator_kind(const YAML::Node&);
agronomy::Period period(const YAML::Node&);
rules::Severity severity(const YAML::Node&);

}  // namespace cunkou::app::definitions
