#pragma once
// Gives commands to devices as RPC (docs/formats/rules.md), over a transport. Thread-safe if the transport
// is.

#include <string_view>

#include "base/clock.hpp"
#include "sensing/monitor/device_link.hpp"
#include "sensing/monitor/thing_directory.hpp"

namespace cunkou::monitor {

// Topics and payloads to devices; any thread, must not block.
class DeviceTransport {
 public:
  virtual ~DeviceTransport() = default;
  // Connected, and subscribed to this.
  virtual bool is_subscribed(DeviceId, std::string_view topic) const = 0;
  // False: the device is not connected.
  virtual bool publish(DeviceId, std::string_view topic, std::string_view payload) = 0;
};

class RpcDeviceLink final : public DeviceLink {
 public:
  RpcDeviceLink(const ThingDirectory& things, DeviceTransport& transport, const Clock& clock)
      : things_(things), transport_(transport), clock_(clock) {}  // outlive the link

  bool is_reachable(const actuation::Command&) const override;
  bool send(const actuation::Command&) override;

 private:
  const ThingDirectory& things_;
  DeviceTransport& transport_;
  const Clock& clock_;
};

}  // namespace cunkou::monitor
