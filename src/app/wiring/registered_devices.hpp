#pragma once
// The devices in the registry, for a deletion of Things: those that are gone lose their connections.

#include <vector>

#include "sensing/devices/device_connections.hpp"
#include "sensing/devices/registry.hpp"
#include "sensing/sensorthings/dependent_devices.hpp"

namespace cunkou::app {

class RegisteredDevices final : public sensorthings::DependentDevices {
 public:
  RegisteredDevices(const devices::Registry& registry, devices::DeviceConnections& connections)
      : registry_(registry), connections_(connections) {}

  std::vector<DeviceId> all() const override {
    std::vector<DeviceId> ids;
    for (const auto& entry : registry_.devices()) ids.push_back(entry->device);
    return ids;
  }
  void disconnect_removed(const std::vector<DeviceId>& before) override {
    for (const auto device : before)
      if (!registry_.by_id(device)) connections_.disconnect(device);
  }

 private:
  const devices::Registry& registry_;
  devices::DeviceConnections& connections_;
};

}  // namespace cunkou::app
