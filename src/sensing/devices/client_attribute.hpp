#pragma once
// An attribute that a device reports of itself: firmware, battery and the like.

#include <string>

namespace cunkou::devices {

struct ClientAttribute {
  std::string name;
  std::string json;  // a JSON value
};

}  // namespace cunkou::devices
