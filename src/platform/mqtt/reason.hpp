#pragma once
// The one place where refusals become MQTT 3.1.1 connect return codes (3.2.2.3).

#include <cstdint>

#include "base/error.hpp"

namespace cunkou::mqtt {

enum class Reason : std::uint8_t {
  accepted = 0,
  unacceptable_protocol_version = 1,
  identifier_rejected = 2,
  server_unavailable = 3,
  bad_user_name_or_password = 4,
  not_authorized = 5,
};

// Whoever is throttled or meets a broken environment may come again (3); everybody else is refused for good
// (5).
Reason reason(Code);

}  // namespace cunkou::mqtt
