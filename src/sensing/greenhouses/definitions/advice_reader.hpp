#pragma once
// Reads definitions/advice.yaml: a sentence for each advice that the program gives. Refuses as platform/yaml
// does.

#include "platform/yaml/read.hpp"
#include "sensing/greenhouses/advise.hpp"

namespace cunkou::greenhouses {

AdviceSentences read_advice(const yaml::Node&);

}  // namespace cunkou::greenhouses
