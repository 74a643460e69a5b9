#pragma once
// Identifies a QoS 2 message of a persistent MQTT session from its arrival until its sender releases it (MQTT
// 3.1.1, 4.3.3). Stored with what the message brings, so that the same message after a crash is known.

#include <compare>
#include <cstdint>

namespace cunkou {

struct MessageId {
  std::int64_t session = 0;  // never reused for another session
  std::int64_t packet = 0;   // the packet identifier
  friend auto operator<=>(const MessageId&, const MessageId&) = default;
};

}  // namespace cunkou
