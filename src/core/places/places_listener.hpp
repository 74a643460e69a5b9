#pragma once
// Notified after the commit that renamed or moved places.

#include <string_view>

namespace cunkou::places {

class PlacesListener {
 public:
  virtual ~PlacesListener() = default;
  virtual void places_changed(std::string_view path) = 0;  // that place and all below it; "/": any of them
};

}  // namespace cunkou::places
