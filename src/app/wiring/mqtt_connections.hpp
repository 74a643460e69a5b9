#pragma once
// The connections of devices over MQTT, once there is a server for them.

#include <memory>

#include "platform/mqtt/mqtt_server.hpp"
#include "sensing/devices/device_connections.hpp"
#include "sensing/devices/registry.hpp"

namespace cunkou::app {

class MqttConnections final : public devices::DeviceConnections {
 public:
  MqttConnections(const std::unique_ptr<mqtt::Server>& server, const devices::Registry& registry)
      : server_(server), registry_(registry) {}

  bool is_connected(DeviceId id) const override { return server_->connected(id); }
  void disconnect(DeviceId id) override {
    server_->disconnect(id);
    if (!registry_.by_id(id)) server_->forget(id);
  }

 private:
  const std::unique_ptr<mqtt::Server>& server_;
  const devices::Registry& registry_;
};

}  // namespace cunkou::app
