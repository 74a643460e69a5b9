#pragma once
// Reads definitions/advice.yaml: a sentence for each advice that the program gives. Refuses as platform/yaml
// does.

#include <map>
#include <string>

#include "base/label.hpp"
#include "platform/yaml/read.hpp"

namespace cunkou::greenhouses {

std::map<std::string, Label> read_advice(const yaml::Node&);

}  // namespace cunkou::greenhouses
