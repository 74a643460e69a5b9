#pragma once
// Gives a command of the Monitor to the devices of its thing. Called with the command stored; must not block
// and must not call the Monitor.

#include "sensing/actuation/command.hpp"

namespace cunkou::monitor {

class DeviceLink {
 public:
  virtual ~DeviceLink() = default;
  virtual bool is_reachable(const actuation::Command&) const = 0;  // a device that can carry it out listens
  virtual bool send(const actuation::Command&) = 0;                // false: the device has just disconnected
};

// No device is reachable: commands wait until they expire.
class NoDeviceLink final : public DeviceLink {
 public:
  bool is_reachable(const actuation::Command&) const override { return false; }
  bool send(const actuation::Command&) override { return false; }
};

}  // namespace cunkou::monitor
