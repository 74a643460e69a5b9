#pragma once
// The open connections of devices to this server, of any protocol. Thread-safe.

#include "base/ids.hpp"

namespace cunkou::devices {

class DeviceConnections {
 public:
  virtual ~DeviceConnections() = default;
  virtual bool is_connected(DeviceId) const = 0;  // now
  // Closes them at once, because the token is no longer valid. Call it after the registry was refreshed.
  virtual void disconnect(DeviceId) = 0;
};

}  // namespace cunkou::devices
