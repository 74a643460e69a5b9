#pragma once
// Calls (RPC) in both directions: commands to a device (docs/formats/rules.md, "Commands on the wire"), and
// the methods of the server that a device may call.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/instant.hpp"

namespace cunkou::thingsboard {

struct RpcRequest {
  std::string_view actuator;  // the method
  std::string_view action;
  std::optional<double> position;  // percent
  Instant expires;                 // the device ignores it afterwards
  Instant sent;
};

// {"method":"vent","params":{"action":"set","expires":…,"sent":…,"position":50}}
std::string rpc_request(const RpcRequest&);

struct SessionLimits {  // of the MQTT server
  std::size_t packet_bytes, inflight;
};

// The response to getSessionLimits and getCurrentTime; to others an error. Accepts arbitrary bytes.
std::string respond_to_rpc(std::string_view payload, Instant now, const SessionLimits&);

}  // namespace cunkou::thingsboard
