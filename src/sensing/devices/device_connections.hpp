#pragma once
// The connections of devices to this server, over whichever protocol keeps one open. Thread-safe.

#include "base/ids.hpp"

namespace cunkou::devices {

class DeviceConnections {
 public:
  virtual ~DeviceConnections() = default;
  virtual bool is_connected(DeviceId) const = 0;  // now
  // At once: its token is no longer valid. To be called after the registry was refreshed.
  virtual void disconnect(DeviceId) = 0;
};

}  // namespace cunkou::devices
