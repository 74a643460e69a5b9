#include "sensing/monitor/service/rpc_device_link.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "base/json_text.hpp"

namespace cunkou::monitor {
namespace {

namespace json = boost::json;

std::string rpc(const actuation::Command& c, Instant now) {
  json::object params{{"action", name(c.action)}, {"expires", to_iso(c.expires)}, {"sent", to_iso(now)}};
  if (c.position) params["position"] = *c.position;
  return json_text(json::object{{"method", c.actuator}, {"params", std::move(params)}});
}

std::string topic_of(const actuation::Command& c) {
  return "v1/devices/me/rpc/request/" + std::to_string(c.id.value);
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
