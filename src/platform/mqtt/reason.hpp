#pragma once
// Maps refusals to MQTT 3.1.1 connect return codes (3.2.2.3).

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

// A throttled client or a failing environment may retry (3); any other refusal is final (5).
Reason reason(Code);

}  // namespace cunkou::mqtt
