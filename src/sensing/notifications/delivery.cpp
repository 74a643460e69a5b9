#include "sensing/notifications/delivery.hpp"

#include <algorithm>

#include "base/enum_words.hpp"

namespace cunkou::notifications {
namespace {

constexpr Words<DeliveryState, 3> states{
    {{DeliveryState::waiting, "waiting"}, {DeliveryState::sent, "sent"}, {DeliveryState::failed, "failed"}}};

}  // namespace

std::string_view name(DeliveryState state) { return word_of(states, state); }
std::optional<DeliveryState> parse_delivery_state(std::string_view text) { return read_word(states, text); }

Duration delivery_wait(int attempts) {
  const int doublings = std::clamp(attempts - 1, 0, 10);
  return std::min(seconds(15) * (1 << doublings), delivery_wait_max);
}

bool is_due(const Delivery& delivery, Instant now) {
  const bool tried_ahead = delivery.attempts > 0 && delivery.next_attempt > now + delivery_wait_max;
  return delivery.state == DeliveryState::waiting &&
         (delivery.next_attempt <= now || delivery.created > now || tried_ahead);
}

Delivery delivered(Delivery delivery, Instant now) {
  delivery.state = DeliveryState::sent;
  ++delivery.attempts;
  delivery.sent = now;
  delivery.error.clear();
  return delivery;
}

Delivery undelivered(Delivery delivery, const Label& error, Instant now) {
  ++delivery.attempts;
  delivery.error = to_stored(error);
  delivery.next_attempt = now + delivery_wait(delivery.attempts);
  if (delivery.attempts >= delivery_attempts_max) delivery.state = DeliveryState::failed;
  return delivery;
}

std::optional<Label> obsolete_reason(const alarms::Alarm& alarm) {
  switch (alarm.state()) {
    case alarms::AlarmState::cleared:
      return Label{"告警已解除", "the alarm has cleared"};
    case alarms::AlarmState::acknowledged:
      return Label{"已有人处理", "the alarm has been acknowledged"};
    case alarms::AlarmState::raised:
      return {};
  }
  return {};
}

Delivery withdrawn(Delivery delivery, const Label& why) {
  delivery.state = DeliveryState::failed;
  delivery.error = to_stored(why);
  return delivery;
}

}  // namespace cunkou::notifications
