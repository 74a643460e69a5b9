#pragma once
// The devices of another capability, which the database deletes with their Things. Thread-safe.

#include <vector>

#include "base/ids.hpp"

namespace cunkou::sensorthings {

class DependentDevices {
 public:
  virtual ~DependentDevices() = default;
  virtual std::vector<DeviceId> all() const = 0;
  // Closes the connections of those that no longer exist. Call it after the ThingListener.
  virtual void disconnect_removed(const std::vector<DeviceId>& before) = 0;
};

}  // namespace cunkou::sensorthings
