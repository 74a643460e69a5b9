#include "sensing/monitor/service/rpc_device_link.hpp"

#include <algorithm>

#include "sensing/thingsboard/rpc_request.hpp"
#include "sensing/thingsboard/topics.hpp"

namespace cunkou::monitor {
namespace {

std::string rpc(const actuation::Command& c, Instant now) {
  return thingsboard::rpc_request({c.actuator, name(c.action), c.position, c.expires, now});
}

std::string topic_of(const actuation::Command& c) {
  return thingsboard::rpc_request_topic(std::to_string(c.id.value));
}

}  // namespace

bool RpcDeviceLink::is_reachable(const actuation::Command& command) const {
  const auto info = things_.find(command.thing);
  if (!info) return false;
  return std::ranges::any_of(info->moving(command.actuator), [&](DeviceId device) {
    return transport_.is_subscribed(device, topic_of(command));
  });
}

bool RpcDeviceLink::send(const actuation::Command& command) {
  const auto info = things_.find(command.thing);
  if (!info) return false;
  const auto payload = rpc(command, clock_.now());
  const auto topic = topic_of(command);
  bool sent = false;
  for (const auto device : info->moving(command.actuator))
    sent = transport_.publish(device, topic, payload) || sent;
  return sent;
}

}  // namespace cunkou::monitor
