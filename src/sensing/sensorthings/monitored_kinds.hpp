#pragma once
// The kinds of Things that have settings in the app, among them the name. Thread-safe.

#include <string_view>

namespace cunkou::sensorthings {

class MonitoredKinds {
 public:
  virtual ~MonitoredKinds() = default;
  virtual bool contains(std::string_view kind) const = 0;
};

}  // namespace cunkou::sensorthings
