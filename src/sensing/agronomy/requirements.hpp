#pragma once
// Which requirements of a crop are in force: by its stage and the part of the day. Without a crop there are
// none, but a part of the day.

#include <string>

#include "sensing/agronomy/crop.hpp"

namespace cunkou::agronomy {

struct Requirements {
  const Crop* crop = nullptr;  // null: nothing planted, or the crop is not known
  std::string stage;           // "": not known
  Segment segment = Segment::morning;
};

}  // namespace cunkou::agronomy
