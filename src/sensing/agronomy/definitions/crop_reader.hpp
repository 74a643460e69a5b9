#pragma once
// Reads definitions/crops/*.yaml: the stages of a crop, its bands and limits. Refuses as platform/yaml does.

#include "platform/yaml/read.hpp"
#include "sensing/agronomy/crop.hpp"

namespace cunkou::agronomy {

Crop read_crop(const yaml::Node&);
Period read_period(const yaml::Node&);

}  // namespace cunkou::agronomy
