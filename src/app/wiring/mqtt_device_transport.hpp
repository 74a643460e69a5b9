#pragma once
// Commands to devices over MQTT, once there is a server for them. A quiet server sends none.

#include <memory>

#include "app/config.hpp"
#include "platform/mqtt/mqtt_server.hpp"
#include "sensing/monitor/service/rpc_device_link.hpp"

namespace cunkou::app {

class MqttDeviceTransport final : public monitor::DeviceTransport {
 public:
  MqttDeviceTransport(const std::unique_ptr<mqtt::Server>& server, const Config& config)
      : server_(server), config_(config) {}

  bool is_subscribed(DeviceId device, std::string_view topic) const override {
    return !config_.quiet && server_ && server_->is_subscribed(device, topic);
  }
  bool publish(DeviceId device, std::string_view topic, std::string_view payload) override {
    return !config_.quiet && server_ && server_->connected(device) &&
           server_->publish_to(device, topic, payload, at_most_once, false);
  }

 private:
  static constexpr mqtt::Qos at_most_once = 0;  // a command is not kept for later: it would have expired
  const std::unique_ptr<mqtt::Server>& server_;
  const Config& config_;
};

}  // namespace cunkou::app
