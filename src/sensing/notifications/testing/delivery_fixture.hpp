#pragma once
// For tests: a delivery to a village cadre, and a channel.

#include <string>
#include <utility>

#include "sensing/notifications/channel.hpp"
#include "sensing/notifications/delivery.hpp"

namespace cunkou::notifications::testing {

inline Delivery delivery() {
  Delivery d;
  d.id = DeliveryId(5);
  d.alarm = AlarmId(17);
  d.escalation_step = "village";
  d.address = "13800000001";
  d.text = "李家河村 3号棚：温度 34.2℃，太高";
  d.created = Instant{1'795'420'800'000};
  return d;
}

inline Channel channel(ChannelKind kind, std::string target) {
  Channel c;
  c.id = ChannelId(1);
  c.kind = kind;
  c.target = std::move(target);
  return c;
}

}  // namespace cunkou::notifications::testing
